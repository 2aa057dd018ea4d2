"""A set of criteria to begin with, in four languages. A programme takes it by one button and changes what it likes.

The four conditions that have to come together weigh most (many came back, it is felt, the authorities want it, it is
safe enough and there is something to build on); what makes the work easier weighs less. (domain 4.1, 4.4)

“Others do the same already” is inverse: where others serve the same people with the same things, help is missing
elsewhere. Others who do something else nearby are no overlap but market, services or civil society, and count for.
The risk of conflict is inverse too, and what it rests on is for the team alone, like that part of a profile.
"""

from __future__ import annotations

from dataclasses import dataclass

Texts = dict[str, str]


@dataclass(frozen=True)
class Starter:
    """One criterion as a programme finds it. `hints`: what 0 and 3 mean."""

    code: str
    weight: int
    labels: Texts
    hints: Texts
    is_inverse: bool = False
    is_restricted: bool = False


STARTERS = (
    Starter(
        "concentration", 15,
        {
            "en": "Many people returned or were displaced here",
            "fr": "Beaucoup de personnes sont revenues ou déplacées ici",
            "es": "Muchas personas han retornado o están desplazadas aquí",
            "ar": "عدد كبير من العائدين أو النازحين هنا",
        },
        {
            "en": "0: hardly anybody. 3: a third of the people or more.",
            "fr": "0 : presque personne. 3 : un tiers de la population ou plus.",
            "es": "0: casi nadie. 3: un tercio de la población o más.",
            "ar": "0: لا أحد تقريبًا. 3: ثلث السكان أو أكثر.",
        },
    ),
    Starter(
        "problem", 15,
        {
            "en": "Return or displacement has brought a problem of its own",
            "fr": "Le retour ou le déplacement a créé un problème particulier",
            "es": "El retorno o el desplazamiento ha creado un problema propio",
            "ar": "العودة أو النزوح تسببا في مشكلة خاصة بالمكان",
        },
        {
            "en": "0: nobody names one. 3: several groups name the same one, such as work, water, school or rejection.",
            "fr": "0 : personne n’en cite. 3 : plusieurs groupes citent le même (travail, eau, école, rejet).",
            "es": "0: nadie lo menciona. 3: varios grupos mencionan el mismo (trabajo, agua, escuela, rechazo).",
            "ar": "0: لا أحد يذكر مشكلة. 3: عدة فئات تذكر المشكلة نفسها (العمل أو الماء أو المدرسة أو النبذ).",
        },
    ),
    Starter(
        "authorities", 15,
        {
            "en": "The local authorities want it and take part",
            "fr": "Les autorités locales le veulent et y participent",
            "es": "Las autoridades locales lo quieren y participan",
            "ar": "السلطات المحلية تريد ذلك وتشارك فيه",
        },
        {
            "en": "0: they are against it or absent. 3: they named a person and gave time, land or money.",
            "fr": "0 : opposées ou absentes. 3 : une personne désignée, du temps, un terrain ou de l’argent donnés.",
            "es": "0: se oponen o están ausentes. 3: nombraron a una persona y dieron tiempo, terreno o dinero.",
            "ar": "0: معارِضة أو غائبة. 3: عيّنت شخصًا وقدّمت وقتًا أو أرضًا أو مالًا.",
        },
    ),
    Starter(
        "access", 10,
        {
            "en": "It is safe enough and can be reached",
            "fr": "L’endroit est assez sûr et accessible",
            "es": "El lugar es bastante seguro y accesible",
            "ar": "المكان آمن بما يكفي ويمكن الوصول إليه",
        },
        {
            "en": "0: no visit is possible. 3: visits all year round, without escort.",
            "fr": "0 : aucune visite possible. 3 : visites toute l’année, sans escorte.",
            "es": "0: ninguna visita es posible. 3: visitas todo el año, sin escolta.",
            "ar": "0: لا يمكن القيام بأي زيارة. 3: زيارات طوال السنة دون مرافقة أمنية.",
        },
    ),
    Starter(
        "infrastructure", 10,
        {
            "en": "There is infrastructure to build on",
            "fr": "Il existe des infrastructures de base",
            "es": "Hay infraestructura básica en la que apoyarse",
            "ar": "توجد بنية تحتية أساسية يمكن البناء عليها",
        },
        {
            "en": "0: no road, water or power. 3: road, water and a place to meet, all in use.",
            "fr": "0 : ni route, ni eau, ni électricité. 3 : route, eau et lieu de réunion, tous en service.",
            "es": "0: sin camino, agua ni electricidad. 3: camino, agua y lugar de reunión, todos en uso.",
            "ar": "0: لا طريق ولا ماء ولا كهرباء. 3: طريق وماء ومكان للاجتماع، وكلها قيد الاستعمال.",
        },
    ),
    Starter(
        "services", 7,
        {
            "en": "Health, school and administration are within reach",
            "fr": "La santé, l’école et l’administration sont à portée",
            "es": "La salud, la escuela y la administración están al alcance",
            "ar": "الصحة والمدرسة والإدارة في المتناول",
        },
        {
            "en": "0: none within a day. 3: all three work within an hour.",
            "fr": "0 : aucune à moins d’une journée. 3 : toutes les trois fonctionnent à moins d’une heure.",
            "es": "0: ninguna a menos de un día. 3: las tres funcionan a menos de una hora.",
            "ar": "0: لا شيء منها في حدود يوم واحد. 3: الثلاثة تعمل في حدود ساعة.",
        },
    ),
    Starter(
        "market", 6,
        {
            "en": "A market can grow here",
            "fr": "Un marché peut se développer ici",
            "es": "Aquí puede crecer un mercado",
            "ar": "يمكن أن تنمو سوق هنا",
        },
        {
            "en": "0: nothing is sold or sought. 3: goods and work are in demand all year round.",
            "fr": "0 : rien ne se vend ni ne se cherche. 3 : biens et travail sont demandés toute l’année.",
            "es": "0: nada se vende ni se busca. 3: hay demanda de bienes y trabajo todo el año.",
            "ar": "0: لا شيء يُباع أو يُطلب. 3: الطلب على السلع والعمل قائم طوال السنة.",
        },
    ),
    Starter(
        "civil-society", 7,
        {
            "en": "Groups of citizens are active",
            "fr": "Des groupes de citoyens sont actifs",
            "es": "Hay grupos de ciudadanos activos",
            "ar": "جماعات المواطنين نشطة",
        },
        {
            "en": "0: none is known. 3: several meet, also of women and of youth, and have done something together.",
            "fr": "0 : aucun n’est connu. 3 : plusieurs se réunissent, aussi de femmes et de jeunes, et ont agi.",
            "es": "0: no se conoce ninguno. 3: varios se reúnen, también de mujeres y jóvenes, y han actuado juntos.",
            "ar": "0: لا تُعرف أي جماعة. 3: عدة جماعات تجتمع، منها للنساء والشباب، وأنجزت عملًا مشتركًا.",
        },
    ),
    Starter(
        "skills", 5,
        {
            "en": "Those who returned have similar skills",
            "fr": "Les personnes revenues ont des compétences proches",
            "es": "Las personas retornadas tienen capacidades parecidas",
            "ar": "لدى العائدين مهارات متقاربة",
        },
        {
            "en": "0: each another trade. 3: ten or more share a trade that sells here.",
            "fr": "0 : chacune un autre métier. 3 : dix ou plus partagent un métier qui se vend ici.",
            "es": "0: cada una otro oficio. 3: diez o más comparten un oficio que aquí se vende.",
            "ar": "0: لكل واحد مهنة مختلفة. 3: عشرة أو أكثر يتقاسمون مهنة مطلوبة هنا.",
        },
    ),
    Starter(
        "overlap", 5,
        {
            "en": "Others do the same here already",
            "fr": "D’autres font déjà la même chose ici",
            "es": "Otros ya hacen lo mismo aquí",
            "ar": "هناك آخرون يقومون بالعمل نفسه هنا",
        },
        {
            "en": "0: nobody. 3: others serve the same people with the same things for the next two years.",
            "fr": "0 : personne. 3 : d’autres offrent la même chose aux mêmes personnes ces deux prochaines années.",
            "es": "0: nadie. 3: otros ofrecen lo mismo a las mismas personas durante los dos próximos años.",
            "ar": "0: لا أحد. 3: آخرون يقدّمون الشيء نفسه للأشخاص أنفسهم خلال السنتين القادمتين.",
        },
        is_inverse=True,
    ),
    Starter(
        "conflict", 5,
        {
            "en": "Risk that the choice feeds a conflict",
            "fr": "Risque que ce choix nourrisse un conflit",
            "es": "Riesgo de que la elección alimente un conflicto",
            "ar": "خطر أن يغذي هذا الاختيار نزاعًا",
        },
        {
            "en": "0: none is seen. 3: groups would turn against each other over it.",
            "fr": "0 : aucun n’est vu. 3 : des groupes se dresseraient l’un contre l’autre.",
            "es": "0: no se ve ninguno. 3: unos grupos se enfrentarían a otros por ello.",
            "ar": "0: لا يُرى أي خطر. 3: قد تنقلب فئات بعضها على بعض بسببه.",
        },
        is_inverse=True,
        is_restricted=True,
    ),
)  # fmt: skip
