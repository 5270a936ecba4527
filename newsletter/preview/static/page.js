// The page: hears what there is to show, and hands each part its own. What a part needs to know it asks `state`.

import { at, bytes, element, say } from "/dom.js";
import { showFindings } from "/findings.js";
import { afterPaint, frames, nextPaint, showLetter } from "/frames.js";
import { prepare } from "/handover.js";
import "/keys.js";
import "/links.js";
import { showMistakes } from "/mistakes.js";
import { jump, positionOf } from "/places.js";
import { dress, showWords, toggle } from "/sheets.js";
import { showSizes } from "/sizes.js";
import { asked, change, onChange, recall, state } from "/state.js";
import { listen } from "/stream.js";

const controls = at("controls");

let letter = null; // the newest that the server has told of
let sizesOf = ""; // which letter the bytes on the page are those of

// ── what the server tells ────────────────────────────────────────────────────────────────────────────────────

function show(told, seen) {
  const newer = told.letter?.print !== letter?.print;
  letter = told.letter;
  at("name").textContent = told.name;
  at("waiting").hidden = true;
  at("sheets").hidden = !letter;
  showMistakes(told.mistakes, letter);
  showFindings(letter, told.mistakes);
  panel?.update(told.mistakes.length ? "" : letter?.key);
  showHead(told);
  if (!letter) return;
  if (told.document !== undefined) showLetter(letter.print, seen, told.document);
  if (told.refused) say(told.refused, true);
  showWords(letter);
  if (!newer) showRest();
}

function showHead({ name, number }) {
  const file = name.split("/").at(-1);
  document.title = letter ? letter.subject || file : `${file}: no letter yet`;
  at("subject").textContent = letter ? letter.subject || "No subject yet" : "No letter yet";
  at("number").textContent = number === null ? "" : `No. ${number}`;
  at("number").hidden = number === null;
  allow(Boolean(letter));
  if (letter) showGroups(letter.groups);
  if (!choices) showChoices();
}

// Where there is no letter, nothing can be looked at or handed over.
function allow(there) {
  for (const control of controls.elements) control.disabled = !there;
  at("hand-over").classList.toggle("off", !there);
  at("hand-over").firstElementChild.setAttribute("aria-disabled", String(!there));
  if (!there) at("hand-over").open = false;
}

at("hand-over").firstElementChild.addEventListener("click", (event) => {
  if (!letter) event.preventDefault();
});

// What can wait until the letter has been painted.
async function showRest() {
  if (!letter) return;
  const wanted = `${letter.print} ${asked()}`;
  if (sizesOf === wanted) return;
  sizesOf = wanted;
  const answer = await fetch(`/sizes?${asked()}`).catch(() => null);
  if (sizesOf !== wanted || !answer?.ok) return;
  const sizes = await answer.json();
  showSizes(sizes);
  const facts = [letter.theme, bytes(sizes.total)];
  if (letter.sent) facts.push("sent");
  at("facts").replaceChildren(...facts.map((fact) => element("span", "", fact)));
  at("facts").lastChild.classList.toggle("over", sizes.total > sizes.clipped);
}

afterPaint(showRest);
afterPaint(() => {
  const far = ({ src }) => src && !src.startsWith("data:") && new URL(src).origin !== location.origin;
  const page = frames.find((frame) => frame.dataset.ready && !frame.closest(".sheet").hidden)?.contentDocument;
  const count = page ? [...page.images].filter(far).length : 0;
  at("remote-switch").hidden = count === 0;
  at("remote-label").textContent = `Pictures from the web (${count})`;
});

// ── who reads it ─────────────────────────────────────────────────────────────────────────────────────────────

let choices = null;
let groups = []; // of readers whom parts of the letter are for

async function showChoices() {
  choices = { services: [], readers: [], service: "" };
  const answer = await fetch(`/choices?${asked()}`).catch(() => null);
  if (answer?.ok) choices = await answer.json();
  offer();
  if (at("as").selectedIndex < 0) change({ as: "" });
  showExport();
}

// For some parts of the letter it matters who reads it: one of those they are for, or one of the others.
function offer() {
  const own = choices.services.find((one) => one.id === choices.service);
  const services = choices.services.filter((one) => one !== own);
  const members = groups.flatMap((name) => [{ id: `in.${name}`, name: `One of ${name}` }, { id: `out.${name}`, name: `Not one of ${name}` }]);
  at("as").replaceChildren(
    option("", `A reader (${choices.usual ?? "Maria"})`),
    group("Another reader", "reader", [...members, ...choices.readers]),
    group("As a service gets it", "service", own ? [{ ...own, name: `${own.name} (the publication’s)` }, ...services] : services),
  );
  at("as").value = state.as;
}

function showGroups(newest) {
  if (newest.join() === groups.join()) return;
  groups = newest;
  if (!choices) return;
  offer();
  if (at("as").selectedIndex < 0) change({ as: "" });
}

// Says for whom the letter is exported: as whatever reader it is looked at, for the publication's service.
function showExport() {
  const [kind, id] = state.as.split(":");
  const service = choices?.services.find((one) => one.id === (kind === "service" ? id : choices.service));
  const whom = !service ? "the service" : service.id === "plain" ? "a mail sender" : service.name;
  at("export").textContent = `Export for ${whom} (.zip)`;
}

function option(value, words) {
  return Object.assign(element("option", "", words), { value });
}

function group(label, kind, those) {
  const made = Object.assign(element("optgroup"), { label });
  made.append(...those.map(({ id, name }) => option(`${kind}:${id}`, name)));
  return made;
}

// ── the controls ─────────────────────────────────────────────────────────────────────────────────────────────

at("reader-button").addEventListener("click", ({ currentTarget }) => {
  currentTarget.setAttribute("aria-expanded", String(at("reader").classList.toggle("open")));
});

function showControls() {
  const { elements } = controls;
  for (const box of elements.view) box.checked = state.show.includes(box.value);
  elements.scheme.value = state.scheme;
  elements.source.value = state.source;
  elements.pictures.checked = state.pictures;
  elements.remote.checked = state.remote;
  if (at("as").options.length) at("as").value = state.as;
  showExport();
  at("reader-button").classList.toggle("set", state.scheme !== "light" || !state.pictures || state.as !== "");
  showPanels();
}

controls.addEventListener("change", ({ target }) => {
  if (target.name === "view") return toggle(target.value);
  change({ [target.name]: target.type === "checkbox" ? target.checked : target.value });
});
at("sources").addEventListener("change", ({ target }) => change({ source: target.value }));
controls.addEventListener("submit", (event) => event.preventDefault());

// ── beside the letter ────────────────────────────────────────────────────────────────────────────────────────

function showPanels() {
  at("inspector").hidden = state.panel === "none";
  at("findings-button").setAttribute("aria-expanded", String(state.panel !== "none"));
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const chosen = tab.dataset.panel === state.panel;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    at(tab.getAttribute("aria-controls")).hidden = !chosen;
  }
  at("ask").hidden = state.panel !== "findings";
  at("rundown-button").setAttribute("aria-expanded", String(state.rundown));
  showRundown();
}

at("findings-button").addEventListener("click", () => change({ panel: state.panel === "none" ? "findings" : "none" }));
at("inspector-close").addEventListener("click", () => change({ panel: "none" }));
at("rundown-button").addEventListener("click", () => change({ rundown: !state.rundown }));
for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => change({ panel: tab.dataset.panel }));
  tab.addEventListener("keydown", ({ key }) => {
    if (key !== "ArrowLeft" && key !== "ArrowRight") return;
    change({ panel: state.panel === "findings" ? "bytes" : "findings" });
    document.querySelector("[role=tab][aria-selected=true]").focus();
  });
}

// The rundown is a module of its own: mount(element, {token, issue, …}) fills the panel when it is first opened.
let mounted = false;
let panel = null; // the rundown, once it is there
let moved = ""; // what it has just put somewhere else: shown there as soon as the letter is painted so

async function showRundown() {
  const place = at("rundown");
  place.hidden = !state.rundown || place.dataset.there !== "true";
  if (place.hidden || mounted) return;
  mounted = true;
  document.head.append(Object.assign(element("link"), { rel: "stylesheet", href: "/rundown.css" }));
  const { mount } = await import("/rundown.js");
  panel = mount(place, {
    token: document.querySelector("meta[name=token]").content,
    issue: state.issue,
    onChange: (position, written) => {
      if (written) moved = position;
      else jump(position);
    },
    onClose: () => change({ rundown: false }),
    web: { on: () => state.remote, ask: () => change({ remote: true }) },
    painted: nextPaint,
  });
}

afterPaint(() => {
  if (moved) jump(moved);
  moved = "";
});

// Keys pressed in the letter are the page's, as anywhere on it.
for (const frame of frames) {
  frame.addEventListener("load", () => frame.contentDocument?.addEventListener("keydown", (event) => {
    document.body.dispatchEvent(new KeyboardEvent("keydown", event));
  }));
}

// A click in the letter names the line it comes from, and tells the rundown.
for (const frame of frames) {
  frame.addEventListener("load", () => frame.contentDocument?.addEventListener("click", (event) => {
    event.preventDefault();
    let position = positionOf(event.target);
    document.dispatchEvent(new CustomEvent("place", { detail: position }));
    while (position && !letter.lines[position]) position = position.split(".").slice(0, -1).join(".");
    if (position) say(`${at("name").textContent}:${letter.lines[position]}`);
  }));
}

// ── on a phone ───────────────────────────────────────────────────────────────────────────────────────────────

at("phone-button").addEventListener("click", () => {
  at("hand-over").open = false;
  at("phone-picture").src = "/phone.svg";
  at("phone-address").textContent = at("phone-address").href = document.body.dataset.phone;
  at("phone-dialog").showModal();
});

// ── begin ────────────────────────────────────────────────────────────────────────────────────────────────────

onChange(showControls);
onChange((changed) => {
  if (!letter) return;
  if (changed.some((name) => ["show", "as", "source", "pictures", "scheme"].includes(name))) showWords(letter);
  if (changed.includes("as")) showRest();
});

onChange((changed) => changed.includes("remote") && panel?.showWeb());

recall();
at("rundown-button").hidden = at("rundown").dataset.there !== "true";
showControls();
dress();
prepare();
listen(show);
