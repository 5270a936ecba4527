// The line of the inbox as mail programs show it: each candidate subject as a message of its own, cut where they cut.
//
// They cut by width, in their own sizes of type: a phone of 375 pixels shows about 48 characters of a subject and 99 of a
// preheader in Apple Mail, less in Gmail; a desktop shows both on one line (Gmail) or in a narrow column.

import { at, element } from "/dom.js";

const PROGRAMS = [
  { name: "Gmail", where: "browser", kind: "line", width: 798 },
  { name: "Gmail", where: "phone", kind: "gmail-phone", width: 375, face: true },
  { name: "Apple Mail", where: "iPhone", kind: "apple-phone", width: 375 },
  { name: "Apple Mail", where: "Mac", kind: "apple-mac", width: 300 },
  { name: "Outlook", where: "desktop", kind: "outlook", width: 320, face: true },
  { name: "Outlook", where: "phone", kind: "outlook-phone", width: 375, face: true },
];

export function showInbox(words) {
  const lengths = element("ol", "subjects");
  words.subjects.forEach((subject, number) => lengths.append(length(subject, number)));
  const preheader = element("p", "preheader");
  preheader.append(element("span", "", words.preheader || "No preheader"), count(words.preheader));
  preheader.dir = "auto";
  at("inbox").replaceChildren(lengths, preheader, ...PROGRAMS.map((program) => shownIn(program, words)));
}

function length(subject, number) {
  const row = element("li", number ? "candidate" : "");
  const said = element("span", "", subject || "No subject");
  said.dir = "auto";
  row.append(said, count(subject));
  return row;
}

const letters = (text) => [...new Intl.Segmenter().segment(text)].length;

const count = (text) => element("b", letters(text) > 60 ? "long" : "", `${letters(text)} characters`);

function shownIn({ name, where, kind, width, face }, words) {
  const box = element("section", `program ${kind}`);
  box.style.setProperty("--width", `${width}px`);
  const title = element("h3", "", name);
  title.append(element("b", "", where));
  const list = element("div", "rows");
  for (const subject of words.subjects) list.append(row(words, subject, face));
  box.append(title, list);
  return box;
}

function row(words, subject, face) {
  const made = element("div", "row");
  if (face) made.append(element("span", "face", [...words.sender][0]?.toUpperCase() ?? ""));
  const parts = element("div", "parts");
  for (const [part, text] of [["sender", words.sender], ["date", "9:41"], ["subject", subject], ["teaser", words.preheader]]) {
    const said = element("span", part, text);
    said.dir = "auto";
    parts.append(said);
  }
  made.append(parts);
  return made;
}
