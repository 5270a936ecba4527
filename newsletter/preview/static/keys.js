// The keyboard: one key for each thing, and a sheet that says so.

import { at, element } from "/dom.js";
import { step } from "/findings.js";
import { copy } from "/handover.js";
import { toggle } from "/sheets.js";
import { change, state } from "/state.js";

const scheme = (name) => () => change({ scheme: name });

const KEYS = [
  ["1", "Phone", () => toggle("phone")],
  ["2", "Tablet", () => toggle("tablet")],
  ["3", "Desktop", () => toggle("desktop")],
  ["4", "Text", () => toggle("text")],
  ["5", "Inbox", () => toggle("inbox")],
  ["6", "Source", () => toggle("source")],
  ["l", "Light", scheme("light")],
  ["d", "Dark, in the letter’s own colours", scheme("dark")],
  ["f", "Forced dark", scheme("forced")],
  ["p", "Pictures on or off", () => change({ pictures: !state.pictures })],
  ["r", "Rundown beside the letter", () => at("rundown-button").click()],
  ["i", "Findings beside the letter", () => at("findings-button").click()],
  ["b", "Bytes of each block", () => change({ panel: state.panel === "bytes" ? "none" : "bytes" })],
  ["n", "Next finding", () => step(1)],
  ["N", "Finding before", () => step(-1)],
  ["c", "Copy HTML", () => copy("html")],
  ["t", "Copy plain text", () => copy("text")],
  ["g", "All issues", () => location.assign("/issues")],
  ["?", "This sheet", () => at("help").showModal()],
];

const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest(TYPED) || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") at("hand-over").open = false;
  const [, , act] = KEYS.find(([key]) => key === event.key) ?? [];
  if (!act || event.target.closest("#rundown")) return;
  event.preventDefault();
  act();
});

at("help-list").append(...KEYS.flatMap(([key, words]) => {
  const term = element("dt");
  term.append(element("kbd", "", key));
  return [term, element("dd", "", words)];
}));
at("help-button").addEventListener("click", () => at("help").showModal());
