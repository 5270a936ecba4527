// What there is to say of the letter: each finding leads to its place, and names the line of the file that mends it.

import { at, element } from "/dom.js";
import { jump } from "/places.js";

const LEVELS = [["error", "Errors", "to be mended before it goes out"], ["warning", "Warnings", "better mended"]];

let found = [];
let turn = -1;

export function showFindings(findings) {
  at("panel-findings").classList.toggle("asking", findings === null);
  if (findings === null) return; // those of the letter before, until the checks have been asked
  found = findings;
  turn = -1;
  const panel = at("panel-findings");
  const scrolled = panel.scrollTop;
  const open = panel.querySelector("details")?.open ?? false;
  panel.replaceChildren(...(urgent().length ? LEVELS.flatMap(ofLevel) : [nothing()]), ...worthKnowing(open));
  panel.scrollTop = scrolled;
  showCount();
}

const urgent = () => found.filter((one) => one.level !== "info");

function showCount() {
  const badge = at("findings-count");
  badge.hidden = !urgent().length;
  badge.textContent = urgent().length;
  badge.className = LEVELS.find(([level]) => found.some((one) => one.level === level))?.[0] ?? "";
}

// What is good to know and asks for nothing; it is folded away until somebody wants it.
function worthKnowing(open) {
  const these = found.filter((one) => one.level === "info");
  if (!these.length) return [];
  const made = Object.assign(element("details", "more"), { open });
  const head = element("summary", "", "Worth knowing");
  head.append(element("b", "", these.length));
  const list = element("ol", "findings");
  list.append(...these.map(row));
  made.append(head, list);
  return [made];
}

function nothing() {
  const made = element("div", "nothing");
  made.append(element("p", "", "Nothing to mend"), element("p", "", "The letter is as it should be."));
  return made;
}

function ofLevel([level, title, about]) {
  const these = found.filter((one) => one.level === level);
  if (!these.length) return [];
  const head = element("h3", level, title);
  head.append(element("b", "", these.length), element("span", "", about));
  const list = element("ol", "findings");
  list.append(...these.map(row));
  return [head, list];
}

function row(finding) {
  const item = element("li");
  const button = element("button", `finding ${finding.level}`);
  button.type = "button";
  button.append(element("span", "message", finding.message));
  if (finding.hint) button.append(element("span", "hint", finding.hint));
  const foot = element("span", "foot");
  const where = element("code", "where", finding.where.split("/").slice(-2).join("/"));
  where.title = finding.where;
  foot.append(where, element("span", "rule", finding.rule));
  button.append(foot);
  button.addEventListener("click", () => choose(finding, button));
  item.append(button);
  return item;
}

function choose(finding, button) {
  for (const other of document.querySelectorAll(".finding[aria-current]")) other.removeAttribute("aria-current");
  button.setAttribute("aria-current", "true");
  if (finding.position) jump(finding.position);
}

// Goes to the next finding, or the one before.
export function step(by) {
  const buttons = [...document.querySelectorAll(".finding")].filter((button) => button.checkVisibility());
  if (!buttons.length) return;
  turn = (turn + by + buttons.length + (turn < 0 && by < 0 ? 1 : 0)) % buttons.length;
  buttons[turn].scrollIntoView({ block: "nearest" });
  buttons[turn].click();
}
