// What there is to say of the letter: each finding leads to its place, and names the line of the file that mends it.

import { at, element } from "/dom.js";
import { jump } from "/places.js";

const LEVELS = [["error", "Errors", "to be mended before it goes out"], ["warning", "Warnings", "better mended"], ["info", "Worth knowing", ""]];

let found = [];
let turn = -1;

export function showFindings(findings) {
  at("panel-findings").classList.toggle("asking", findings === null);
  if (findings === null) return; // those of the letter before, until the checks have been asked
  found = findings;
  turn = -1;
  const panel = at("panel-findings");
  const scrolled = panel.scrollTop;
  panel.replaceChildren(...(findings.length ? LEVELS.flatMap(ofLevel) : [nothing()]));
  panel.scrollTop = scrolled;
  showCount();
}

function showCount() {
  const worst = LEVELS.find(([level]) => found.some((one) => one.level === level))?.[0] ?? "";
  const badge = at("findings-count");
  badge.hidden = !found.length;
  badge.textContent = found.length;
  badge.className = worst;
}

function nothing() {
  const made = element("div", "nothing");
  made.append(element("p", "", "Nothing to find"), element("p", "", "The letter is as it should be."));
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
  foot.append(element("code", "where", finding.where), element("span", "rule", finding.rule));
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
  const buttons = [...document.querySelectorAll(".finding")];
  if (!buttons.length) return;
  turn = (turn + by + buttons.length + (turn < 0 && by < 0 ? 1 : 0)) % buttons.length;
  buttons[turn].scrollIntoView({ block: "nearest" });
  buttons[turn].click();
}
