/* Nothing typed is ever lost: forms with data-cbp-autosave are copied to this device (IndexedDB) within a second.

   A draft belongs to a person, a form key and a record version. It goes when the server confirms the form (a message
   with data-cbp-saved="KEY"), when the person discards it, or at log-out after a warning. Passwords, files, hidden
   fields and anything inside data-cbp-private are never copied. Without JavaScript the forms post as plain forms.

   Three hidden fields travel with a draft, because they say what the text was written upon: the version and the base
   of the record (an old text restored upon a newer record must meet the server's page of both, not overwrite it), and
   the idempotency key (the same text sent twice is taken once). */

const DELAY = 500;
const PAUSES = [15, 30, 60, 120, 300];
const user = () => document.body.dataset.cbpUser || "";
const word = (name) => document.querySelector(`#cbp-words`)?.content.querySelector(`[data-word="${name}"]`)?.textContent ?? "";

/* --- the store ---------------------------------------------------------------------------------------------------- */
let opened;
function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("cbp", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function store(mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    // strict: on the disk, not only on its way there; an old laptop loses power
    const transaction = db.transaction("drafts", mode, { durability: "strict" });
    const request = work(transaction.objectStore("drafts"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

async function mine(key) {
  const drafts = await store("readonly", (box) => box.getAll());
  return drafts.filter((draft) => draft.user === user() && (!key || draft.key === key));
}

async function forget(key) {
  for (const draft of await mine(key)) await store("readwrite", (box) => box.delete(draft.id));
}

/* --- reading and filling a form ----------------------------------------------------------------------------------- */
const SKIP = ["password", "file", "hidden", "submit", "button", "reset", "image"];
const kept = (control) => control.name && !SKIP.includes(control.type) && !control.closest("[data-cbp-private]");

function read(form) {
  const values = {};
  for (const control of form.elements) {
    if (!kept(control)) continue;
    const list = (values[control.name] ??= []);
    if (control.type === "checkbox" || control.type === "radio") {
      if (control.checked) list.push(control.value);
    } else if (control.type === "select-multiple") {
      list.push(...[...control.selectedOptions].map((option) => option.value));
    } else list.push(control.value);
  }
  return values;
}

function fill(form, values) {
  const left = structuredClone(values);
  for (const control of form.elements) {
    if (!kept(control) || !(control.name in left)) continue;
    const list = left[control.name];
    if (control.type === "checkbox" || control.type === "radio") control.checked = list.includes(control.value);
    else if (control.type === "select-multiple") {
      for (const option of control.options) option.selected = list.includes(option.value);
    } else if (list.length) control.value = list.shift();
    // What comes back within a fold is seen.
    if (values[control.name].some(Boolean)) for (let fold = control; (fold = fold.parentElement.closest("details")); ) fold.open = true;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const UPON = ["version", "base"];
const hidden = (form, name) => form.querySelector(`input[type=hidden][name="${name}"]`);
const upon = (form) => Object.fromEntries(UPON.filter((name) => hidden(form, name)).map((name) => [name, hidden(form, name).value]));

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/* --- the state that is always in sight ----------------------------------------------------------------------------- */
function show(state, retry) {
  const zone = document.querySelector("[data-cbp-save-state]");
  if (!zone || zone.dataset.state === state) return;
  zone.dataset.state = state;
  zone.hidden = false;
  zone.replaceChildren(word(state));
  if (retry) zone.append(button(word("retry"), retry));
}

function button(label, act, css) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  if (css) made.className = css;
  made.addEventListener("click", act);
  return made;
}

/* --- one form ------------------------------------------------------------------------------------------------------ */
class Keeper {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.cbpAutosave;
    this.version = form.dataset.cbpVersion ?? "";
    this.id = [user(), this.key, this.version].join("|");
    this.tries = 0;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submit(event));
    this.offer();
  }

  changed() {
    if (this.quiet) return;
    this.timer ??= setTimeout(() => this.save(), DELAY);
  }

  async save(state = "draft") {
    clearTimeout(this.timer);
    this.timer = undefined;
    const stamp = hidden(this.form, "idempotency_key")?.value ?? "";
    const label = document.querySelector("h1")?.textContent.trim() || word("untitled");
    const draft = {
      id: this.id, user: user(), key: this.key, version: this.version, state, stamp, sent: this.sent ?? "", label,
      url: location.pathname + location.search, at: Date.now(), values: read(this.form), upon: upon(this.form),
    };
    try {
      await store("readwrite", (box) => box.put(draft));
      if (state === "draft" && !this.busy) show("saved");
    } catch {
      show("unavailable");
    }
  }

  /* A draft that differs from what the page holds is offered; one that says the same is of no use any more. */
  async offer() {
    let drafts;
    try {
      drafts = await mine(this.key);
    } catch {
      return show("unavailable");
    }
    const refused = this.form.querySelector("[data-cbp-errors], [data-cbp-grown]");
    const now = read(this.form);
    const news = drafts.filter((draft) => !same(draft.values, now)).sort((a, b) => b.at - a.at)[0];
    if (refused) return this.save();
    if (news) return this.ask(news);
    if (drafts.length) await forget(this.key);
  }

  ask(draft) {
    const notice = document.createElement("div");
    notice.className = "notice notice--warn draft-found";
    notice.setAttribute("role", "status");
    notice.dataset.cbpFound = "";
    const text = document.createElement("p");
    text.textContent = word(draft.version === this.version ? "found" : "found-older");
    const restore = button(word("restore"), () => {
      notice.remove();
      this.restore(draft);
    }, "btn btn-primary");
    const discard = button(word("discard"), async () => {
      notice.remove();
      await store("readwrite", (box) => box.delete(draft.id));
      this.form.querySelector("input, select, textarea")?.focus();
    }, "btn btn-quiet");
    const choice = document.createElement("div");
    choice.className = "page-head__actions";
    choice.append(restore, discard);
    notice.append(text, choice);
    this.form.prepend(notice);
    // Until the person has chosen, typing must not overwrite what was found.
    this.id = this.id === draft.id ? `${draft.id}|new` : this.id;
  }

  async restore(draft) {
    // It was typed on a page with more rows: there it is offered again.
    const lacks = Object.keys(draft.values).some((name) => !this.form.elements[name] && draft.values[name].some(Boolean));
    if (lacks && draft.url !== address()) return location.assign(draft.url);
    fill(this.form, draft.values);
    for (const [name, value] of Object.entries(draft.upon ?? {})) if (hidden(this.form, name)) hidden(this.form, name).value = value;
    const stamp = hidden(this.form, "idempotency_key");
    // Perhaps the server has it already: the same text goes with the same key, so that it is not taken twice.
    if (stamp && draft.sent) {
      stamp.value = draft.stamp;
      this.sent = draft.sent;
    }
    this.id = [user(), this.key, this.version].join("|");
    await forget(this.key);
    await this.save();
  }

  async submit(event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    this.submitter = event.submitter;
    if (!this.busy) await this.send();
  }

  body() {
    const stamp = hidden(this.form, "idempotency_key");
    const said = JSON.stringify(read(this.form));
    // Changed since the last try: a new intention, which the old key would hide from the server.
    if (stamp && this.sent && this.sent !== said && /^[0-9a-f-]{36}$/.test(stamp.value)) stamp.value = uuid();
    this.sent = said;
    const data = new FormData(this.form);
    if (this.submitter?.name) data.append(this.submitter.name, this.submitter.value);
    return this.form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  }

  async send() {
    clearTimeout(this.again);
    this.busy = true;
    this.form.setAttribute("aria-busy", "true");
    const url = this.submitter?.getAttribute("formaction") || this.form.getAttribute("action") || location.href;
    const body = this.body();
    await this.save("waiting");
    show("sending");
    try {
      if (!navigator.onLine) throw new TypeError("offline");
      const signal = AbortSignal.timeout?.(90_000);
      this.answer(await fetch(url, { method: "POST", body, credentials: "same-origin", signal }));
    } catch {
      this.wait();
    } finally {
      this.busy = false;
      this.form.removeAttribute("aria-busy");
    }
  }

  wait() {
    show("waiting", () => this.send());
    const pause = PAUSES[Math.min(this.tries++, PAUSES.length - 1)] * 1000;
    this.again = setTimeout(() => this.form.isConnected && this.send(), pause);
  }

  async answer(response) {
    const html = response.headers.get("content-type")?.startsWith("text/html") ? await response.text() : "";
    const page = html && new DOMParser().parseFromString(html, "text/html");
    const ours = page && page.querySelector("main#main");
    if (response.status >= 500 || (!ours && !response.ok)) return show("failed", () => this.send());
    clearTimeout(this.again);
    clearTimeout(this.timer);
    if (!ours) return location.assign(response.url);
    if (!page.body.dataset.cbpUser) return enter(page, response);
    this.quiet = true;
    show("sent");
    await turnTo(page, response, this.part(response.url));
  }

  /* The part of the page to which a save leads: an answer does not tell it, the link beside the button does. */
  part(url) {
    return [...this.form.querySelectorAll(".actions a")].find((link) => link.href === url + link.hash)?.hash ?? "";
  }
}

/* Shows the page that the server has already sent, instead of asking for it a second time over a slow line. */
async function turnTo(page, response, part) {
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.dir = page.documentElement.dir;
  if (response.url !== location.href) history.pushState({ cbp: true }, "", response.url + part);
  shown = address();
  document.body.replaceWith(document.importNode(page.body, true));
  scrollTo(0, 0);
  window.htmx?.process(document.body);
  await start();
  document.dispatchEvent(new CustomEvent("cbp:page"));
  const said = document.querySelector("[data-cbp-messages]:has(*)");
  (document.querySelector("[data-cbp-errors], [data-cbp-grown]") ?? said ?? document.querySelector("main")).focus();
}

/* The session is over: the log-in page needs its own scripts, so it is loaded as a page; what it had to say goes along. */
function enter(page, response) {
  sessionStorage.setItem("cbp-note", page.querySelector("[data-cbp-messages]")?.textContent.trim() ?? "");
  location.assign(response.url);
}

const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
  (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+digit / 4)))).toString(16));

/* --- log-out ------------------------------------------------------------------------------------------------------- */
async function leave(event) {
  const form = event.target;
  if (!form.matches?.("form[data-cbp-logout]") || form.dataset.cbpLogout === "ready") return;
  event.preventDefault();
  const go = async () => {
    // What was typed a moment ago must not be kept after all.
    for (const keeper of keepers) {
      keeper.quiet = true;
      clearTimeout(keeper.timer);
      keeper.timer = undefined;
    }
    await forget().catch(() => {});
    form.dataset.cbpLogout = "ready";
    form.submit();
  };
  const drafts = await mine().catch(() => []);
  const dialog = document.querySelector("#cbp-leave");
  if (!drafts.length || !dialog?.showModal) return go();
  dialog.querySelector("[data-cbp-drafts]").replaceChildren(...drafts.map(entry));
  dialog.returnValue = "stay";
  dialog.addEventListener("close", () => dialog.returnValue === "discard" && go(), { once: true });
  dialog.showModal();
}

function entry(draft) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = draft.url;
  link.textContent = draft.label;
  item.append(link);
  return item;
}

/* --- wiring -------------------------------------------------------------------------------------------------------- */
const address = () => location.pathname + location.search;
let shown = address();
let keepers = [];
async function start() {
  for (const note of document.querySelectorAll("[data-cbp-saved]")) await forget(note.dataset.cbpSaved).catch(() => {});
  if (user()) keepers = [...document.querySelectorAll("form[data-cbp-autosave]")].map((form) => new Keeper(form));
}
const flush = () => keepers.forEach((keeper) => keeper.timer && keeper.save());

document.addEventListener("submit", leave);
document.addEventListener("visibilitychange", () => document.hidden && flush());
addEventListener("pagehide", flush);
addEventListener("online", () => keepers.forEach((keeper) => keeper.again && !keeper.busy && keeper.send()));
// Going back over a page that was turned; a jump within the page (skip link, list of faults) reloads nothing.
addEventListener("popstate", () => address() !== shown && location.reload());
start();
