// The line of the inbox as mail programs show it: each candidate subject as a message of its own. The server has cut
// each line where that program cuts it; what is gone is shown when one points at it.

import { at, element } from "/dom.js";

export function showInbox({ subjects, preheader, inboxes }) {
  const list = element("ol", "subjects");
  subjects.forEach((subject, number) => list.append(line("li", number ? "candidate" : "", subject || "No subject yet", subject)));
  at("inbox").replaceChildren(list, line("p", "preheader", preheader || "No preheader yet", preheader), ...inboxes.map(program));
}

function line(name, className, words, counted) {
  const made = element(name, className);
  const said = element("span", "", words);
  said.dir = "auto";
  const length = [...new Intl.Segmenter().segment(counted)].length;
  made.append(said, element("b", "", `${length} characters`));
  return made;
}

const FACES = ["gmail-phone", "outlook-phone", "outlook"];

function program({ id, name, device, rows }) {
  const box = element("section", `program ${id} ${id.split("-")[0]}`); // outlook-phone looks like outlook
  const title = element("h3", "", name);
  title.append(element("b", "", device));
  const list = element("div", "rows");
  list.append(...rows.map((row) => shown(row, FACES.includes(id))));
  box.append(title, list);
  return box;
}

function shown(row, face) {
  const made = element("div", "row");
  if (face) made.append(element("span", "face", [...row.sender[0]][0]?.toUpperCase() ?? ""));
  const parts = element("div", "parts");
  parts.append(part("sender", row.sender), element("span", "date", "9:41"), part("subject", row.subject), part("teaser", row.preheader));
  made.append(parts);
  return made;
}

// A line as it is cut: what is shown, then an ellipsis where something is gone.
function part(name, [words, gone]) {
  const made = element("span", name, gone ? `${words}…` : words);
  made.dir = "auto";
  if (gone) made.title = `${words}${gone}`;
  return made;
}
