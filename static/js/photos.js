/* Files wait in the store of the drafts, which log-out empties; each is sent alone, under its own mark. They are stored as
   they were chosen and made small afterwards: who leaves the page meanwhile loses nothing. */
const zone = document.querySelector("[data-cbp-photos]");
const form = zone.parentElement.querySelector("form[enctype]");
const user = document.body.dataset.cbpUser;
const word = (name) => zone.querySelector(`[data-word=${name}]`).textContent;
const make = (tag, ...inside) => {
  const made = document.createElement(tag);
  made.append(...inside);
  return made;
};

const store = (mode, work) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("cbp", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { keyPath: "id" });
  opening.onerror = reject;
  opening.onsuccess = () => {
    const transaction = opening.result.transaction("drafts", mode, { durability: "strict" });
    const request = work(transaction.objectStore("drafts"));
    transaction.onabort = reject;
    transaction.oncomplete = () => resolve(request.result, opening.result.close());
  };
});
const keep = (item) => store("readwrite", (box) => box.put(item));
const drop = (item) => store("readwrite", (box) => box.delete(item.id));
const queue = async () => (await store("readonly", (box) => box.getAll()))
  .filter((item) => item.blob && item.user === user).sort((a, b) => a.at - b.at);

/* Drawn again, upright and without metadata. */
async function small(file) {
  const picture = file.type.startsWith("image") && await createImageBitmap(file).catch(() => 0);
  if (!picture) return file;
  const canvas = make("canvas");
  const pen = canvas.getContext("2d");
  let scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
  for (let quality = 0.82; ; quality > 0.5 ? (quality -= 0.08) : (scale *= 0.8)) {
    canvas.width = picture.width * scale;
    canvas.height = picture.height * scale;
    pen.scale(scale, scale);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, 1e5, 1e5);
    pen.drawImage(picture, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob.size <= 2e5) return blob;
  }
}

const lines = {};
function show(item, state, said = "") {
  zone.hidden = false;
  const line = (lines[item.id] ??= zone.querySelector("ul").appendChild(make("li")));
  line.replaceChildren(make("bdi", item.label), make("span", state && word(state), " ", said));
}

let busy, again, tries = 0;
async function run() {
  if (busy) return;
  busy = true;
  clearTimeout(again);
  const tried = [];
  let left;
  for (let item; (item = (await queue()).find(({ id }) => !tried.includes(id))); ) {
    tried.push(item.id);
    show(item, "sending");
    const blob = await small(item.blob);
    if (blob.size > 1e7) {
      await drop(item);
      show(item, "large");
      continue;
    }
    if (blob !== item.blob) await keep(Object.assign(item, { blob }));
    const body = new FormData();
    for (const pair of item.fields) body.append(...pair);
    body.append("uid", item.id);
    body.append("file", item.blob, item.label);
    const headers = { Accept: "application/json", "X-CSRFToken": form.csrfmiddlewaretoken.value };
    try {
      const signal = AbortSignal.timeout?.(6e4 + item.blob.size / 2);
      const answer = await fetch(item.url, { method: "POST", body, headers, signal });
      const { said } = await answer.json(); // logged out: a page instead
      await drop(item);
      show(item, answer.ok ? "" : "refused", said);
      tries = 0;
    } catch {
      left = true;
      show(item, "waiting");
    }
  }
  busy = false;
  if (left) again = setTimeout(run, Math.min(5e3 * 2 ** tries++, 3e5));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const input = form.querySelector("[type=file]");
  const fields = [...new FormData(form)].filter(([name]) => !/^(csrf|idem|file)/.test(name));
  try {
    for (const [place, file] of [...input.files].entries()) {
      const id = crypto.getRandomValues(new Uint8Array(16)).reduce((text, byte) => text + (byte + 256).toString(16).slice(1), "");
      const item = { id, user, at: Date.now() + place, label: file.name, url: location.pathname, fields, blob: file };
      await keep(item);
      show(item, "waiting");
    }
    input.value = "";
    run();
  } catch {
    form.submit();
  }
});
addEventListener("online", run);
queue().then((items) => items.forEach((item) => show(item, "waiting"))).then(run);
