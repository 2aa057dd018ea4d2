/* Small comforts by data-cbp-*: the pages work without them.
   confirm: asks before a button acts · copy: copies a text · print · matrix: sums · errors: focus on the summary. */

const word = (name) => document.querySelector("#cbp-words")?.content.querySelector(`[data-word="${name}"]`)?.textContent ?? "";

/* data-cbp-confirm="Sentence" on a submit button. The server must not rely on it. */
document.addEventListener("click", (event) => {
  const asked = event.target.closest?.("[data-cbp-confirm]");
  const dialog = document.querySelector("#cbp-confirm");
  if (!asked || asked.dataset.cbpSure || !dialog?.showModal) return;
  event.preventDefault();
  dialog.querySelector("#cbp-confirm-text").textContent = asked.dataset.cbpConfirm;
  dialog.querySelector("[value=yes]").textContent = asked.textContent.trim();
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return asked.focus();
    asked.dataset.cbpSure = "yes";
    asked.click();
    delete asked.dataset.cbpSure;
  }, { once: true });
  dialog.showModal();
  dialog.querySelector("[value=no]").focus(); // Enter pressed too soon does no harm
}, true);

/* data-cbp-copy="#id" copies the value or the text of that element. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-cbp-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.cbpCopy);
  const text = source?.value ?? source?.textContent.trim() ?? "";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // An address without https has no clipboard: mark the text, so that one key copies it.
    if (source?.select) return source.select();
    return getSelection().selectAllChildren(source);
  }
  const label = button.textContent;
  button.textContent = word("copied");
  setTimeout(() => (button.textContent = label), 2500);
});

document.addEventListener("click", (event) => event.target.closest?.("[data-cbp-print]") && print());

/* data-cbp-fold: the parts of a long page are folded on small screens; what an address asks for, and paper, is open. */
const folds = () => document.querySelectorAll("details[data-cbp-fold]");
/* Opens what the address asks for and shows it; undefined when it asks for no part. */
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const part = target?.closest("details[data-cbp-fold]") ?? target?.querySelector("details[data-cbp-fold]");
  if (!part) return undefined;
  part.open = true;
  target.scrollIntoView();
  return part.closest("section") ?? part;
}
addEventListener("hashchange", unfold);
addEventListener("beforeprint", () => folds().forEach((part) => (part.open = true)));

/* Closes the account menu when the person goes elsewhere. */
document.addEventListener("click", (event) => close(event.target));
document.addEventListener("keydown", (event) => event.key === "Escape" && close(null));
function close(target) {
  for (const menu of document.querySelectorAll("details.account[open]")) {
    if (menu.contains(target)) continue;
    menu.open = false;
    if (!target) menu.querySelector("summary").focus();
  }
}

/* Sums of a matrix. Unknown is not zero: a sum over an empty cell says that it is incomplete, unless that cell is
   mostly not asked and others of the sum are. The server says the same: _sum_of in cbp/core/crispy.py. */
const GROUPED = /^[0-9]{1,3}(?:([ \u00a0\u202f\u2009.,'’\u066c\u060c])[0-9]{3})(?:\1[0-9]{3})*$/;
/* The count that was typed, with the same licence as cbp/core/counts.py; null when it is none. */
function count(text) {
  const plain = text.replace(/[\u200e\u200f\u061c\u2066-\u2069]/g, "").trim()
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => digit.charCodeAt(0) & 15);
  const digits = GROUPED.test(plain) ? plain.replace(/[^0-9]/g, "") : plain;
  return /^[0-9]{1,9}$/.test(digits) ? Number(digits) : null;
}
function total(output, inputs) {
  if (!output) return;
  const known = inputs.map((input) => count(input.value)).filter((value) => value !== null);
  const sum = known.reduce((all, value) => all + value, 0);
  output.value = known.length ? sum.toLocaleString(document.documentElement.lang + "-u-nu-latn") : "–";
  const asked = inputs.filter((input) => !("cbpOftenEmpty" in input.dataset));
  const isWhole = (asked.length ? asked : inputs).every((input) => count(input.value) !== null);
  if (!known.length || isWhole) return;
  const note = document.createElement("small");
  note.textContent = word("incomplete");
  output.append(note);
}

function sums(table) {
  const rows = [...table.querySelectorAll("tbody tr")];
  const grid = rows.map((row) => [...row.querySelectorAll("td:not(.matrix__total)")].map((cell) => cell.querySelector("input")));
  const all = grid.flat().filter(Boolean);
  rows.forEach((row, index) => total(row.querySelector("[data-cbp-total]"), grid[index].filter(Boolean)));
  table.querySelectorAll('[data-cbp-total="column"]').forEach((output, index) =>
    total(output, grid.map((row) => row[index]).filter(Boolean)));
  total(table.querySelector('[data-cbp-total="all"]'), all);
}
document.addEventListener("input", (event) => {
  const table = event.target.closest?.("[data-cbp-matrix]");
  if (table) sums(table);
});

/* A filter that was left empty stays out of the address. */
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const name of new Set(event.formData.keys()))
    if (event.formData.getAll(name).every((value) => value === "")) event.formData.delete(name);
});

/* What the page before could not say itself. */
function tell() {
  const note = sessionStorage.getItem("cbp-note");
  const zone = document.querySelector("[data-cbp-messages]");
  if (!note || !zone) return;
  sessionStorage.removeItem("cbp-note");
  const line = document.createElement("p");
  line.className = "notice notice--warn";
  line.textContent = note;
  zone.append(line);
}

function begin() {
  tell();
  document.querySelectorAll("[data-cbp-matrix]").forEach(sums);
  document.querySelectorAll("[data-cbp-copy][hidden], [data-cbp-print][hidden]").forEach((button) => (button.hidden = false));
  if (matchMedia("(max-width: 47.99rem)").matches) folds().forEach((part) => (part.open = false));
  const [part, said] = [unfold(), document.querySelector("[data-cbp-messages]:has(*)")];
  // What was saved in one part is said where one goes on: above that part, not at the top of a long page.
  if (part && said) part.before(said);
  (document.querySelector("[data-cbp-errors]") ?? said)?.focus();
  if (part) (said ?? part).scrollIntoView();
}
document.addEventListener("cbp:page", begin);
begin();
