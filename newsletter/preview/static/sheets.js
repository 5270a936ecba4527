// The sheets on the stage: which are shown, how wide each device is, and what stands in text, inbox and source.

import { at } from "/dom.js";
import { showInbox } from "/inbox.js";
import { asked, change, narrow, onChange, state, VIEWS, WIDTHS, within } from "/state.js";

const sheets = new Map([...document.querySelectorAll(".sheet")].map((sheet) => [sheet.dataset.view, sheet]));

// ── which are shown ──────────────────────────────────────────────────────────────────────────────────────────

// Where there is no room for two, the one just asked for is the only one; the last cannot be switched off.
export function toggle(view) {
  if (narrow.matches) return change({ show: [view] });
  const show = VIEWS.filter((one) => (one === view) !== state.show.includes(one));
  change({ show: show.length ? show : [view] });
  if (state.show.includes(view)) bring(sheets.get(view));
}

// Brings a sheet into sight; of one that is wider than the stage its beginning.
function bring(sheet) {
  const inline = sheet.clientWidth > at("sheets").clientWidth ? "start" : "nearest";
  sheet.scrollIntoView({ block: "nearest", inline });
}

// An edge beyond which a sheet goes on is marked.
function markEdges() {
  const { scrollLeft, clientWidth, scrollWidth } = at("sheets");
  at("stage").classList.toggle("before", scrollLeft > PADDING);
  at("stage").classList.toggle("after", scrollLeft + clientWidth < scrollWidth - PADDING);
}

const PADDING = 22; // beside the first and the last sheet, in pixels

at("sheets").addEventListener("scroll", markEdges, { passive: true });
const grown = new ResizeObserver(markEdges);
for (const element of [at("sheets"), ...sheets.values()]) grown.observe(element);

narrow.addEventListener("change", () => {
  if (narrow.matches) change({ show: state.show.slice(0, 1) });
  at("sheets").scrollLeft = 0;
});

export function dress() {
  for (const [view, sheet] of sheets) sheet.hidden = !state.show.includes(view);
  for (const view of Object.keys(WIDTHS)) size(view);
  at("stage").classList.toggle("dark", state.scheme !== "light");
}

// ── how wide ─────────────────────────────────────────────────────────────────────────────────────────────────

function size(view) {
  const sheet = sheets.get(view);
  const width = state.widths[view];
  sheet.style.setProperty("--width", `${width}px`);
  sheet.querySelector(".width").textContent = width;
  sheet.querySelector(".handle").setAttribute("aria-valuenow", width);
}

function resize(view, width) {
  change({ widths: { ...state.widths, [view]: within(width) } });
}

for (const handle of document.querySelectorAll(".handle")) {
  const view = handle.closest(".sheet").dataset.view;
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
    handle.focus();
  });
  // By how far the handle is from the pointer: the sheet may grow to one side or to both.
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const box = handle.getBoundingClientRect();
    const off = Math.round(event.clientX - (box.left + box.width / 2));
    if (off) resize(view, state.widths[view] + off);
  });
  handle.addEventListener("dblclick", () => resize(view, WIDTHS[view]));
  handle.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -50, PageUp: 50 }[event.key];
    if (event.key === "Home") resize(view, WIDTHS[view]);
    else if (by) resize(view, state.widths[view] + by * (event.shiftKey ? 10 : 1));
    else return;
    event.preventDefault();
  });
}

// ── words: text, inbox, source ───────────────────────────────────────────────────────────────────────────────

const shown = {}; // what stands in each: the letter's print and what was asked

// Brings the sheets that are shown up to the newest letter.
export async function showWords(letter) {
  const wanted = { text: `/forms/text?${asked()}`, inbox: `/words?${asked()}`, source: `/forms/${state.source}?${asked()}` };
  for (const view of ["text", "inbox", "source"].filter((one) => state.show.includes(one))) {
    const key = `${letter.print} ${wanted[view]}`;
    if (shown[view] === key) continue;
    shown[view] = key;
    const answer = await fetch(wanted[view]).catch(() => null);
    if (shown[view] !== key || !answer) continue;
    if (view === "inbox") answer.ok && showInbox(await answer.json());
    else if (view === "source") showSource(await answer.text());
    else showText(await answer.text(), letter);
  }
}

function showText(text, letter) {
  const place = at("text");
  place.lang = letter.language;
  place.dir = letter.direction;
  if (place.textContent !== text) place.textContent = text;
}

function showSource(text) {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  at("numbers").textContent = lines.map((_, number) => number + 1).join("\n");
  at("source").textContent = lines.join("\n");
}

onChange(dress);
