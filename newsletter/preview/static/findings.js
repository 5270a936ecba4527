// What there is to say of the letter: each finding leads to its place, and names the line of the file that mends it.
// First what the editor mends, then, folded, what whoever keeps the template mends.

import { at, element } from "/dom.js";
import { told } from "/mistakes.js";
import { go } from "/places.js";
import { asked, onChange, state } from "/state.js";

const LEVELS = [["error", "Must be mended"], ["warning", "Should be mended"], ["info", "Worth knowing"]];

let letter = null;
let mistakes = []; // of the files, for which there is no newer letter
let found = [];
let whom = ""; // they are for, where that is not the publication's own service
let asks = 0;
let turn = -1;

// Args: the newest letter, null where there is none; the mistakes of its files.
export function showFindings(newest, wrong) {
  const listed = found.length > 0 && !mistakes.length && !wrong.length;
  letter = newest;
  mistakes = wrong;
  judge(listed);
}

// With each letter come the findings for the publication's service; for another, or another reader, they are asked for.
// `listed`: those of the letter before stand there already. They do until the checks have been asked, and the letter is
// painted sooner where nobody lists them anew.
async function judge(listed = false) {
  const mine = ++asks;
  const own = letter?.findings;
  if (own === null) return listed ? ask(true) : show(true);
  if (!own || !state.as) {
    found = own ?? [];
    whom = "";
    return show(false);
  }
  show(true);
  const answer = await fetch(`/findings?${asked()}`).catch(() => null);
  const said = answer?.ok ? await answer.json() : answer ? refused(await answer.text()) : null;
  if (mine !== asks || !said) return;
  found = said.findings;
  whom = calledFor(said);
  show(false);
}

// Where a service cannot have the letter at all, that is what there is to say.
const refused = (words) => ({ service: "", name: "", findings: [{ level: "error", owner: "editor", message: words, hint: "", where: "", rule: "" }] });

function calledFor({ service, name }) {
  if (state.as.startsWith("reader:") && service !== "plain") return `${name}, which greets readers itself`;
  return at("as").selectedOptions[0]?.textContent ?? name;
}

const ask = (asking) => at("panel-findings").classList.toggle("asking", asking);

function show(asking) {
  const panel = at("panel-findings");
  ask(asking);
  turn = -1;
  const scrolled = panel.scrollTop;
  const open = new Set([...panel.querySelectorAll("details[open]")].map((fold) => fold.dataset.fold));
  panel.replaceChildren(...ofWhom(), ...ofFiles(), ...ofEditor(asking), ...ofTemplate());
  for (const fold of panel.querySelectorAll("details")) fold.open ||= open.has(fold.dataset.fold);
  panel.scrollTop = scrolled;
  showCount();
}

const of = (owner) => found.filter((one) => one.owner === owner);
const urgent = (those) => those.filter((one) => one.level !== "info");

function showCount() {
  const badge = at("findings-count");
  const count = mistakes.length + urgent(found).length;
  badge.hidden = !count;
  badge.textContent = count;
  const worst = LEVELS.find(([level]) => found.some((one) => one.level === level))?.[0] ?? "";
  badge.className = mistakes.length ? "error" : worst;
}

const ofWhom = () => (whom ? [element("p", "whom", `Checked for ${whom}`)] : []);

function ofFiles() {
  if (!mistakes.length) return [];
  const list = element("ol", "findings");
  list.append(...mistakes.map((mistake) => {
    const item = element("li", "finding error still");
    item.append(...told(mistake));
    return item;
  }));
  return [headOf("error", "Mistakes in the files", mistakes.length), list];
}

function ofEditor(asking) {
  const those = of("editor");
  const rows = LEVELS.flatMap(([level, title]) => ofLevel(those, level, title));
  if (asking && !found.length && !mistakes.length) return [element("p", "nothing", "Looking at the letter …")];
  return urgent(those).length || mistakes.length ? rows : [nothing(), ...rows];
}

// What is not the editor's is folded away until somebody wants it, or until it keeps the letter from going out.
function ofTemplate() {
  const those = of("template");
  if (!those.length) return [];
  const made = Object.assign(element("details", "more"), { open: those.some((one) => one.level === "error") });
  made.dataset.fold = "template";
  made.append(element("summary", "", `For whoever keeps the template (${those.length})`));
  made.append(...LEVELS.flatMap(([level, title]) => ofLevel(those, level, title)));
  return [made];
}

function nothing() {
  const made = element("div", "nothing");
  const more = urgent(found).length ? "What is left is for whoever keeps the template." : "The letter is as it should be.";
  made.append(element("p", "", "Nothing to mend"), element("p", "", more));
  return made;
}

function ofLevel(those, level, title) {
  const these = those.filter((one) => one.level === level);
  if (!these.length) return [];
  const list = element("ol", "findings");
  list.append(...alike(these).flatMap(rowsOf));
  return [headOf(level, title, these.length), list];
}

const TOLD_APART = 3; // findings of one rule; of more the first stands for all

const kindOf = ({ rule, hint }) => `${rule} ${hint}`;

// Findings by themselves, and together those of one rule with one way to mend them, where they are many.
function alike(these) {
  const kinds = new Map();
  for (const one of these) {
    const kind = kindOf(one);
    kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  }
  return [...kinds.values()].flatMap((kind) => (kind.length > TOLD_APART ? [kind] : kind.map((one) => [one])));
}

function rowsOf([first, ...others]) {
  if (!others.length) return [row(first)];
  const more = element("details", "alike");
  more.dataset.fold = kindOf(first);
  const list = element("ol", "findings");
  list.append(...others.map(row));
  more.append(element("summary", "", `and ${others.length} more like it`), list);
  const item = element("li");
  item.append(more);
  return [row(first), item];
}

function headOf(level, title, count) {
  const head = element("h3", level, title);
  head.append(element("b", "", count));
  return head;
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
  if (finding.position) go(finding.position);
}

onChange((changed) => changed.includes("as") && judge());

// Goes to the next finding, or the one before.
export function step(by) {
  const buttons = [...document.querySelectorAll("button.finding")].filter((button) => button.checkVisibility());
  if (!buttons.length) return;
  turn = (turn + by + buttons.length + (turn < 0 && by < 0 ? 1 : 0)) % buttons.length;
  buttons[turn].scrollIntoView({ block: "nearest" });
  buttons[turn].click();
}
