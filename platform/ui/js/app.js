// Adds to pages that already work without it: parts that change alone, live updates, keys, small helps.
// Everything hangs on data attributes; see the documentation of the crate.
"use strict";
const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const words = (name) => document.body.dataset[name];
const later = (wait, act) => { let timer; return (...args) => { clearTimeout(timer); timer = setTimeout(act, wait, ...args); }; };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// ---------- Saying something ----------
function say(text) {
  const toast = Object.assign(document.createElement("div"), { className: "toast", textContent: text });
  toast.setAttribute("role", "status");
  toast.dataset.toast = "";
  document.getElementById("toasts")?.replaceChildren(toast);
  fade(toast);
  return toast;
}
function fade(toast) {
  setTimeout(() => toast.matches(":hover, :focus-within") ? fade(toast) : toast.remove(), 10_000);
}

// ---------- Parts that change alone ----------
async function ask(address, options, target) {
  const response = await fetch(address, { ...options, headers: { "X-Fragment": target } });
  return { response, page: new DOMParser().parseFromString(await response.text(), "text/html") };
}
function put(old, fresh) {
  const active = document.activeElement;
  const held = old.contains(active) ? active.id ? `#${CSS.escape(active.id)}` : active.getAttribute("href") && `[href="${CSS.escape(active.getAttribute("href"))}"]` : null;
  const scrolled = [old, ...all("*", old)].filter((e) => e.scrollTop && e.className).map((e) => [`.${CSS.escape(e.classList[0])}`, e.scrollTop]);
  old.replaceWith(fresh);
  for (const [selector, top] of scrolled) (fresh.matches(selector) ? fresh : fresh.querySelector(selector))?.scrollTo(0, top);
  const next = fresh.querySelector("[role=alert], [autofocus], .field--check :is(input, textarea)") ?? (held && fresh.querySelector(held));
  next?.focus({ preventScroll: !next.matches("[role=alert]") });
  dress(fresh);
}
async function swap(address, options, target, remember) {
  const old = document.getElementById(target);
  const busy = setTimeout(() => old?.setAttribute("aria-busy", "true"), 400);
  const slow = setTimeout(() => say(words("slow")), 3000);
  try {
    const { response, page } = await ask(address, options, target);
    const fresh = page.getElementById(target);
    if (!old || !fresh) {
      if (options.quiet) throw new Error("no counterpart");
      if (response.redirected || !options.method) return location.assign(response.url);
      return put(document.body, page.body);
    }
    const change = () => {
      put(old, fresh);
      const toasts = page.getElementById("toasts");
      if (toasts?.children.length) put(document.getElementById("toasts"), toasts);
      if (page.title) document.title = page.title;
    };
    if (document.startViewTransition && !calm.matches && !options.quiet) await document.startViewTransition(change).updateCallbackDone;
    else change();
    if (remember || response.redirected) history.pushState(null, "", response.url);
    return response.ok;
  } catch {
    say(words("failed"));
  } finally {
    clearTimeout(busy);
    clearTimeout(slow);
    document.getElementById(target)?.removeAttribute("aria-busy");
    for (const form of all("form[inert]")) form.inert = false;
  }
}
addEventListener("popstate", () => location.reload());
document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard.writeText(copy.dataset.copy).then(() => say(words("copied")));
  const link = event.target.closest("a[data-swap]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  swap(link.href, {}, link.dataset.swap, true);
});
document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  delete form.dataset.dirty;
  const target = button?.dataset.swap ?? form.dataset.swap;
  if (!target) return;
  event.preventDefault();
  const data = new FormData(form, button);
  const address = new URL(button?.getAttribute("formaction") ?? form.action, location);
  if (form.method === "get") {
    address.search = new URLSearchParams(data);
    return swap(address, {}, target, true);
  }
  const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  swap(address, { method: "POST", body }, target, false);
});

// ---------- Live updates: only a visible page listens, and fetches under its own rights ----------
let stream, missed = false;
const refresh = later(300, async (topic) => {
  const parts = all("[data-live]").filter((e) => !topic || e.dataset.live.split(" ").includes(topic));
  for (const from of new Set(parts.map((e) => e.dataset.from ?? location.href))) {
    const mine = parts.filter((e) => (e.dataset.from ?? location.href) === from);
    const { response, page } = await ask(from, {}, mine[0].id).catch(() => ({ response: { ok: false } }));
    if (!response.ok) continue;
    for (const old of mine) {
      const fresh = page.getElementById(old.id);
      const inUse = old.querySelector("[data-dirty], :popover-open, input:focus, textarea:focus, input[name=id]:checked");
      if (fresh && old.isConnected && !inUse && !fresh.isEqualNode(old)) put(old, fresh);
    }
  }
});
function listen() {
  if (!words("stream") || document.hidden) {
    missed ||= Boolean(stream);
    stream?.close();
    stream = null;
  } else if (!stream) {
    stream = new EventSource(words("stream"));
    const topics = new Set(all("[data-live]").flatMap((e) => e.dataset.live.split(" ")));
    for (const topic of topics) stream.addEventListener(topic, () => refresh(topic));
    if (missed) refresh();
  }
}
document.addEventListener("visibilitychange", listen);

// ---------- Keys ----------
const typing = (e) => e.matches?.("input:not([type=checkbox], [type=radio], [type=file]), textarea, select, [contenteditable]");
const usable = (e) => e.checkVisibility() && !e.disabled;
let before = "", since = 0;
function press(name, from) {
  const found = all(`[data-key="${CSS.escape(name)}"]`).filter(usable);
  // Within a form that has no such button, the key sends that form and never another.
  if (name === "Ctrl+Enter" && from.form && !found.some((e) => e.form === from.form)) return from.form.requestSubmit() ?? true;
  const own = found.find((e) => e.closest(":popover-open")) ?? found.find((e) => e.closest(".toast"))
    ?? found.find((e) => e.form && e.form === from.form) ?? found[0];
  if (!own) return false;
  if (!typing(own)) own.click();
  else { own.focus(); own.select?.(); }
  return true;
}
function move(step) {
  const rows = all("[data-list] :is(.item, .duty__what a)").filter(usable);
  if (!rows.length) return false;
  const at = rows.findIndex((e) => e === document.activeElement);
  const from = at < 0 ? rows.findIndex((e) => e.ariaCurrent === "page") : at;
  rows[Math.max(0, Math.min(rows.length - 1, from + step))].focus();
  return true;
}
let ticked;
function tick(range) {
  const boxes = all("[data-list] .pickable input");
  const box = document.activeElement.closest(".pickable")?.querySelector("input");
  if (!box) return false;
  box.checked = range || !box.checked;
  if (range && ticked) {
    const [a, b] = [boxes.indexOf(ticked), boxes.indexOf(box)].sort((x, y) => x - y);
    boxes.slice(a, b + 1).forEach((e) => { e.checked = true; });
  }
  ticked = box;
  return true;
}
function nextDoubtful() {
  const fields = all(".field--check :is(input, textarea, select)").filter(usable);
  const at = fields.indexOf(document.activeElement);
  fields[(at + 1) % fields.length]?.focus();
  return fields.length > 0;
}
document.addEventListener("keydown", (event) => {
  // While an input method composes a letter, keys belong to it.
  if (event.isComposing || event.defaultPrevented || event.metaKey) return;
  const digit = event.altKey && /^Digit(\d)$/.exec(event.code);
  const key = digit ? digit[1] : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const name = `${event.ctrlKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${key}`;
  const single = name.length === 1;
  if (single && (typing(event.target) || root.dataset.keys === "off")) return;
  if (key === "Escape" && (typing(event.target) || document.querySelector(":popover-open"))) return;
  const pair = single && before && event.timeStamp - since < 1200 ? `${before} ${key}` : "";
  [before, since] = single ? [key, event.timeStamp] : ["", 0];
  const done = (pair && press(pair, event.target))
    || (name === "F2" && nextDoubtful())
    || (key === "x" && single && tick(event.shiftKey))
    || (name === "j" && move(1)) || (name === "k" && move(-1))
    || (name === "?" && document.getElementById("keys")?.togglePopover() !== undefined)
    || (!["Enter", "Tab", " "].includes(name) && press(name, event.target));
  if (done) event.preventDefault();
});

// ---------- Small helps ----------
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
const submit = later(300, (form) => form.requestSubmit());
const propose = later(200, async (input) => {
  const address = new URL(input.dataset.source, location);
  address.searchParams.set("q", input.value);
  const { page } = await ask(address, {}, input.list.id);
  input.list.replaceChildren(...all("option", page));
});
const narrow = (field) => {
  for (const label of all(".token:not(:has(:checked))", field.closest(".pick"))) label.hidden = !fold(label.textContent).includes(fold(field.value));
};
const offer = later(200, async (field) => {
  const address = new URL(field.dataset.source, location);
  address.searchParams.set("q", field.value);
  const { page } = await ask(address, {}, "");
  const pick = field.closest(".pick");
  const known = new Set(all(".token input", pick).map((box) => box.value));
  pick.append(...all(".token", page).filter((label) => !known.has(label.querySelector("input").value)));
  narrow(field);
});
document.addEventListener("input", (event) => {
  const field = event.target;
  const guarded = field.closest("form[data-guard]");
  if (guarded && field.name) guarded.dataset.dirty = "";
  if (field.form?.dataset.saves) save(field.form);
  if (field.type === "search" && field.form?.matches("[data-autosubmit]")) submit(field.form);
  if (field.matches("[list][data-source]") && field.value.length > 1) propose(field);
  if (field.matches("[data-filter]")) narrow(field);
  if (field.matches("[data-filter][data-source]") && field.value.length > 1) offer(field);
});
document.addEventListener("change", (event) => {
  if (event.target.form?.matches("[data-autosubmit]")) submit(event.target.form);
  if (event.target.type === "file") {
    const { most, tooBig } = document.querySelector(".app").dataset;
    const big = [...event.target.files].some((file) => file.size > Number(most));
    event.target.setCustomValidity(big ? tooBig : "");
    if (big) return event.target.reportValidity();
  }
  const reads = event.target.type === "file" && event.target.files.length && [...event.target.form.elements].find((e) => e.matches("[data-on-files]"));
  if (reads) {
    reads.click();
    // The answer brings the whole form anew: what was typed meanwhile would be lost with the old one.
    reads.form.inert = true;
  }
  if (event.target.id === "single-keys") {
    localStorage.setItem("single-keys", event.target.checked ? "on" : "off");
    dress(document);
  }
});

// ---------- Writing ----------
const save = later(1200, async (form) => {
  if (form.dataset.saving) return save(form);
  form.dataset.saving = "";
  delete form.dataset.dirty;
  const saved = await swap(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), quiet: true }, form.dataset.saves, false);
  delete form.dataset.saving;
  if (!saved) form.dataset.dirty = "";
});
function type(area, before, after = "") {
  const { selectionStart, selectionEnd } = area;
  area.focus();
  document.execCommand("insertText", false, before + area.value.slice(selectionStart, selectionEnd) + after);
  if (selectionStart !== selectionEnd || after.includes("|")) return;
  area.selectionEnd -= after.length;
}
document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-insert]"), area = tool?.form?.querySelector("textarea[name=text]");
  if (!area) return;
  event.preventDefault();
  const start = !area.value.slice(0, area.selectionStart).trim() || area.value[area.selectionStart - 1] === "\n";
  type(area, start ? tool.dataset.insert.trimStart() : tool.dataset.insert, tool.dataset.after);
});
document.addEventListener("paste", async (event) => {
  const area = event.target, { paste } = area.form?.dataset ?? {};
  const [html, plain] = ["text/html", "text/plain"].map((kind) => event.clipboardData.getData(kind));
  if (!html || !paste || area.localName !== "textarea") return;
  event.preventDefault();
  try {
    // Pictures are only counted: their bytes need not travel.
    const body = new URLSearchParams({ html: html.replace(/<img[^>]*>/gi, "<img>") });
    const { text, said } = await (await fetch(paste, { method: "POST", body })).json();
    type(area, text);
    if (said) say(said);
  } catch {
    type(area, plain);
  }
});
addEventListener("beforeunload", (event) => { if (document.querySelector("form[data-dirty]")) event.preventDefault(); });
function network() {
  const notice = document.getElementById("offline");
  if (notice) notice.hidden = navigator.onLine;
  for (const e of all("[data-online]")) e.disabled = !navigator.onLine;
}
addEventListener("online", network);
addEventListener("offline", network);

/// Shows what only works with this script, and lets toasts fade.
function dress(within) {
  for (const e of all(":is([data-copy], [data-filter], [data-insert], label:has(#single-keys))[hidden]", within)) e.hidden = false;
  for (const e of all("[data-toast]", within)) fade(e);
  root.dataset.keys = localStorage.getItem("single-keys") ?? "on";
  const box = document.getElementById("single-keys");
  if (box) box.checked = root.dataset.keys === "on";
  network();
}
dress(document);
listen();
