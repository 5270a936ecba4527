// What each block costs in bytes, against what Gmail shows of a letter.

import { at, bytes, element } from "/dom.js";
import { go } from "/places.js";

export function showSizes(sizes) {
  const facts = [budget("Letter", sizes.total, sizes.clipped, "Gmail hides what comes behind"),
    budget("Style sheets", sizes.style, sizes.styled, "Gmail drops what is longer")];
  const most = Math.max(sizes.head, ...sizes.blocks.map((block) => block.bytes), 1);
  const list = element("ol", "weights");
  list.append(weight({ name: "Unseen head, with its styles", bytes: sizes.head }, most));
  list.append(...sizes.blocks.map((block) => weight(block, most)));
  if (sizes.added) list.append(weight({ name: "Added by the service", bytes: sizes.added }, most));
  at("panel-bytes").replaceChildren(...facts, list);
}

function budget(name, count, limit, why) {
  const share = count / limit;
  const made = element("div", "budget");
  const line = element("p");
  line.append(element("b", "", name), element("span", "", `${bytes(count)} of ${bytes(limit)}, ${Math.round(share * 100)} %`));
  made.append(line, bar(share, share > 1 ? "over" : share > 0.88 ? "near" : ""), element("p", "why", why));
  return made;
}

function weight(block, most) {
  const item = element("li");
  const row = element(block.position ? "button" : "div", "weight");
  row.append(element("span", "name", block.name), element("span", "count", bytes(block.bytes)), bar(block.bytes / most));
  if (block.where) row.append(element("code", "where", block.where.split("/").slice(-2).join("/")));
  if (block.position) {
    row.type = "button";
    row.addEventListener("click", () => go(block.position));
  }
  item.append(row);
  return item;
}

function bar(share, how = "") {
  const made = element("span", `bar ${how}`);
  made.style.setProperty("--share", Math.min(share, 1));
  return made;
}
