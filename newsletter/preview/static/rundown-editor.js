// A block or story → the fields in which its words are retyped, its picture is chosen, and its focus is set.

import { make } from "/rundown-make.js";

const ALT = 125; // characters of a picture's description, at the most: screen readers cut it there
const LABELS = { kicker: "Kicker", title: "Headline", teaser: "Teaser", alt: "Describes the picture", credit: "Picture by", byline: "By", url: "Address" };

export function editor(rundown, block, story = null) {
  return story ? ofStory(rundown, block, story) : ofBlock(rundown, block);
}

function ofBlock(rundown, block) {
  const rows = block.fields.map(({ key, kind, about, choices, value }) => {
    const at = `${block.at}.${key}`;
    if (choices.length) return choiceRow(rundown, at, key, choices, value, about);
    return fieldRow(rundown, { at, key: `block-${key}`, label: named(key), value, about, long: kind === "markdown" });
  });
  return make("div", "rd-editor", {}, ...rows, make("p", "rd-where", {}, `line ${block.line}`));
}

function ofStory(rundown, block, story) {
  const row = (key) => fieldRow(rundown, { at: `${story.at}.${key}`, key, label: LABELS[key], value: story[key], phone: true });
  const pictures = make("div", "rd-pictures");
  showPictures(rundown, block, story, pictures);
  return make("div", "rd-editor", {}, row("kicker"), row("title"), row("teaser"), pictures,
    ...(story.image ? [row("alt"), row("credit")] : []), row("url"), acts(rundown, block, story),
    make("p", "rd-where", {}, `line ${story.line}${story.remark ? ` · ${story.remark}` : ""}`));
}

function acts(rundown, block, story) {
  const again = make("input", "", { type: "checkbox", "data-key": `${story.at}|repeat` });
  again.checked = story.repeat;
  again.addEventListener("change", () => rundown.change({ do: "repeat", at: story.at, on: again.checked }));
  const about = story.carried ? `May come again (${story.carried})` : "May come again";
  const lead = block.lead && story.use ? "" : rundown.button("Make it the lead", () => rundown.drop({ do: "lead", at: story.at }));
  if (lead) lead.dataset.key = `${story.at}|lead`;
  return make("div", "rd-acts", {}, lead, make("label", "rd-check", {}, again, make("span", "", {}, about)));
}

const named = (key) => (key === "title" ? "Heading" : (key[0].toUpperCase() + key.slice(1)).replaceAll("_", " "));

// ── words ────────────────────────────────────────────────────────────────────────────────────────────────────

export function fieldRow(rundown, { at, key, label, value, about = "", long = false, phone = false }) {
  const id = `rd-${at.replaceAll(".", "-")}`;
  const single = !long && ["kicker", "url", "credit", "byline"].includes(key);
  const box = make(single ? "input" : "textarea", long ? "rd-long" : "", { id, rows: single ? null : 1, dir: "auto", "data-field": at, "data-key": `${at}|field`,
    "aria-describedby": `${id}-count`, spellcheck: key === "url" ? "false" : "true", autocomplete: "off", maxlength: long ? 20000 : 2000,
    title: about || null });
  const shown = value.replace(/\n+$/, "");
  // What is typed is typed over this text of the file, whatever comes of it meanwhile.
  Object.assign(box, { at, seen: rundown.state.digest });
  box.value = box.defaultValue = shown;
  const count = make("span", "rd-long-enough", { id: `${id}-count` });
  const weigh = () => INBOX.includes(key) ? weighSoon(rundown, key, box, count) : tell(count, lengths(rundown, key, box.value, phone && { at, shown }));
  const commit = () => {
    // A field that is taken away while one types in it says that it has changed; it comes back with what was typed.
    if (rundown.rendering || box.value === box.defaultValue) return;
    const typed = box.value;
    box.defaultValue = typed;
    rundown.change({ do: "set", at: box.at, value: typed }, box.seen).then((done) => {
      if (!done && box.isConnected) box.defaultValue = shown;
    });
  };
  box.addEventListener("input", weigh);
  box.addEventListener("change", commit);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && (!long || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      commit();
    } else if (event.key === "Escape" && box.value !== box.defaultValue) {
      event.stopPropagation();
      box.value = box.defaultValue;
      weigh();
    }
  });
  // How long it is on a phone can be said once the rows stand beside the letter.
  queueMicrotask(weigh);
  return make("div", `rd-field rd-${key}`, {}, make("label", "", { for: id }, label), count, box);
}

function choiceRow(rundown, at, key, choices, value, about) {
  const id = `rd-${at.replaceAll(".", "-")}`;
  const box = make("select", "", { id, "data-key": `${at}|field`, title: about || null },
    make("option", "", { value: "" }, "as usual"), ...choices.map((choice) => make("option", "", { value: choice }, choice)));
  box.value = value;
  box.addEventListener("change", () => rundown.change({ do: "set", at, value: box.value }));
  return make("div", "rd-field", {}, make("label", "", { for: id }, named(key)), make("span"), box);
}

function tell(count, { words, long }) {
  count.textContent = words;
  count.classList.toggle("rd-too-long", long);
}

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function lengths(rundown, key, value, place) {
  const length = [...letters.segment(value)].length;
  if (!length) return { words: "", long: false };
  if (key === "alt") return { words: `${length} of ${ALT}`, long: length > ALT };
  if (!place || !["kicker", "title", "teaser"].includes(key)) return { words: `${length}`, long: false };
  const lines = onPhone(place, value);
  if (!lines) return { words: `${length}`, long: false };
  const most = { kicker: 1, title: 4, teaser: 5 }[key];
  return { words: `${length} · ${lines} ${lines === 1 ? "line" : "lines"} on a phone`, long: lines > most };
}

// What a phone shows of a line is a matter of its width: the server measures, here as for the inbox and the review. What
// it said before of the same words is said at once.
const INBOX = ["subject", "preheader"];
const weighed = new Map();

function weighSoon(rundown, key, box, count) {
  const words = box.value;
  const known = `${key} ${words}`;
  if (!words.trim()) return tell(count, { words: "", long: false });
  if (weighed.has(known)) return tell(count, weighed.get(known));
  clearTimeout(box.weighing);
  box.weighing = setTimeout(async () => {
    try {
      const answer = await fetch(`/rundown/inboxes?${rundown.query({ at: key, words })}`);
      if (!answer.ok) return;
      weighed.set(known, inInboxes(await answer.json()));
      if (box.value === words) tell(count, weighed.get(known));
    } catch {
      // the preview has ended: what stands, stands
    }
  }, box.value === box.defaultValue ? 0 : 120);
}

function inInboxes({ length, phones, shown }) {
  const least = shown.reduce((one, other) => (other.length < one.length ? other : one), shown[0]);
  return { words: `${length} · ${least ? `${least.place} shows ${least.length}` : "whole on phones"}`, long: shown.length === phones };
}

// Lines that words take in the letter on a phone: set where the words stand now, unseen, and measured. The letter holds
// a comment where each position begins; a kicker stands in front of that of its headline.
function onPhone({ at, shown }, value) {
  const page = document.querySelector(".phone iframe")?.contentDocument;
  if (!page?.body || !shown) return 0;
  const story = `@${at.replace(/\.[a-z]+$/, "")}`;
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
  let within = false;
  while (walker.nextNode()) {
    const { nodeType, nodeValue } = walker.currentNode;
    if (nodeType === Node.COMMENT_NODE && nodeValue.startsWith("@")) within = nodeValue === story || nodeValue.startsWith(`${story}.`);
    else if (within && nodeType === Node.TEXT_NODE && nodeValue.trim() === shown.trim()) return linesOf(walker.currentNode, value);
  }
  return 0;
}

function linesOf(text, value) {
  const block = text.parentElement.closest("h1, h2, h3, h4, p, td, div");
  if (!block?.clientWidth) return 0;
  const before = text.nodeValue;
  const copy = block.cloneNode(false);
  const styles = block.ownerDocument.defaultView;
  copy.textContent = value || before;
  copy.removeAttribute("id");
  copy.style.cssText += `;position:absolute;visibility:hidden;width:${block.clientWidth}px;height:auto;padding:0;margin:0;border:0`;
  block.parentElement.append(copy);
  const { lineHeight, fontSize } = styles.getComputedStyle(copy);
  const height = copy.getBoundingClientRect().height;
  copy.remove();
  return Math.max(1, Math.round(height / (parseFloat(lineHeight) || parseFloat(fontSize) * 1.2)));
}

// ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────

function showPictures(rundown, block, story, place) {
  const local = story.image && !story.remote && story.version;
  const whole = local ? focusing(rundown, block, story) : story.remote ? distant(rundown, story) : story.image
    ? make("p", "rd-note", {}, "There is no such file.") : "";
  const choose = rundown.button(story.image ? "Choose another picture" : "Choose a picture", () => choosing(rundown, story, place, choose), "rd-button");
  choose.dataset.key = `${story.at}|choose`;
  const without = story.image ? rundown.button("No picture", () => rundown.change({ do: "picture", at: story.at, value: "" }), "rd-plain") : "";
  place.replaceChildren(whole, make("div", "rd-acts", {}, choose, without));
}

// A picture on the web can be seen, and brought into the folder: only there it can be cut, and stays as it is.
function distant(rundown, story) {
  const bring = rundown.button("Bring it into the folder", () => take(rundown, story, story.image, bring));
  bring.dataset.key = `${story.at}|bring`;
  const see = rundown.web.on() ? "" : rundown.button("Show it", () => {
    see.remove();
    rundown.web.ask();
  }, "rd-plain");
  return make("div", "rd-distant", {}, rundown.distant.box("rd-far", story.at, story.image, "whole"),
    make("p", "rd-note", {}, "This picture is on the web. In the publication’s folder it stays as it is, and can be cut where you want."),
    make("div", "rd-acts", {}, bring, see));
}

// Chooses a picture; one on the web is fetched first, which may take a while.
async function take(rundown, story, image, button) {
  const words = [...button.childNodes];
  if (/^https?:/i.test(image)) {
    button.setAttribute("aria-busy", "true");
    rundown.say("Fetching the picture …");
  }
  const done = await rundown.change({ do: "picture", at: story.at, value: image });
  if (!done) button.replaceChildren(...words);
  button.removeAttribute("aria-busy");
}

function choosing(rundown, story, place, button) {
  rundown.ask(`/rundown/pictures?${rundown.query({ at: story.at })}`, ({ pictures }) => {
    const others = pictures.filter((one) => !one.chosen);
    const items = others.map((one) => candidate(rundown, story, one));
    const strip = make("div", "rd-strip", { role: "group", "aria-label": "Pictures to choose from" },
      ...(items.length ? items : [make("p", "rd-note", {}, "There is no other picture in images/, nor in the archive.")]));
    const far = others.filter((one) => one.remote).length;
    if (far && !rundown.web.on()) {
      const see = rundown.button(far === 1 ? "Show the one on the web" : `Show the ${far} on the web`, () => {
        see.remove();
        rundown.web.ask();
      }, "rd-plain");
      strip.prepend(see);
    }
    place.querySelector(".rd-strip")?.remove();
    place.append(strip);
    button.hidden = true;
    strip.querySelector("button")?.focus();
  });
}

function candidate(rundown, story, one) {
  const name = one.image.split("/").pop();
  const about = [one.alt, one.used ? `used in ${one.used.replace(/^b(\d+)\.s/, "$1.")}` : "", one.remote ? "on the web" : ""].filter(Boolean).join(" · ");
  const look = one.remote ? rundown.distant.box("rd-look", story.at, one.image, "row") : !one.version ? make("span", "rd-web", {}, "?")
    : make("img", "", { src: rundown.picture(one.image, one.version, "row"), alt: "", loading: "lazy", draggable: "false" });
  look.setAttribute("aria-hidden", "true");
  const button = make("button", `rd-candidate${one.used ? " rd-used" : ""}`, { type: "button", title: one.image }, look,
    make("span", "rd-unseen", {}, about ? `${about} · ` : ""), make("span", "", {}, name));
  button.addEventListener("click", () => take(rundown, story, one.image, button));
  return button;
}

// ── focus ────────────────────────────────────────────────────────────────────────────────────────────────────

// What of the picture stays when it is cut: a click says where, arrow keys move it.
function focusing(rundown, block, story) {
  const [across, down] = pointOf(story.focus);
  const image = make("img", "", { src: rundown.picture(story.image, story.version, "whole"), alt: story.alt || "The whole picture", draggable: "false" });
  const frame = make("span", "rd-frame", { "aria-hidden": "true" });
  const point = make("span", "rd-point", { "aria-hidden": "true" });
  const at = { across, down };
  const button = make("button", "rd-whole", { type: "button", "data-key": `${story.at}|focus` }, image, frame, point);
  const paint = () => {
    point.style.left = `${at.across}%`;
    point.style.top = `${at.down}%`;
    button.setAttribute("aria-label", `What stays when the picture is cut: ${at.across}% from the left, ${at.down}% from the top. Click, or use the arrow keys`);
    const ratio = image.naturalWidth / image.naturalHeight;
    const shown = block.ratio || ratio;
    const width = ratio > shown ? (shown / ratio) * 100 : 100;
    const height = ratio > shown ? 100 : (ratio / shown) * 100;
    const left = Math.min(Math.max(at.across - width / 2, 0), 100 - width);
    const top = Math.min(Math.max(at.down - height / 2, 0), 100 - height);
    frame.style.inset = `${top}% ${100 - left - width}% ${100 - top - height}% ${left}%`;
    frame.hidden = !block.ratio;
  };
  const set = (x, y) => {
    Object.assign(at, { across: Math.min(Math.max(Math.round(x), 0), 100), down: Math.min(Math.max(Math.round(y), 0), 100) });
    paint();
  };
  const write = () => rundown.change({ do: "focus", at: story.at, value: at.across === 50 && at.down === 50 ? "" : `${at.across}% ${at.down}%` });
  button.addEventListener("click", (event) => {
    if (!event.detail) return; // Enter and the blank are no place
    const box = image.getBoundingClientRect();
    set(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
    write();
  });
  let soon;
  button.addEventListener("keydown", (event) => {
    const [x, y] = { ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, -5], ArrowDown: [0, 5] }[event.key] ?? [0, 0];
    if ((!x && !y) || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    set(at.across + x, at.down + y);
    clearTimeout(soon);
    soon = setTimeout(write, 400);
  });
  image.addEventListener("load", paint);
  paint();
  return button;
}

// The same words as the issue file knows: two shares, or top, left, bottom right.
function pointOf(focus) {
  let across = null;
  let down = null;
  for (const word of focus.toLowerCase().split(/\s+/).filter(Boolean)) {
    if (word === "left" || word === "right") across = word === "left" ? 0 : 100;
    else if (word === "top" || word === "bottom") down = word === "top" ? 0 : 100;
    else if (word !== "center" && across === null) across = parseFloat(word);
    else if (word !== "center") down = parseFloat(word);
  }
  return [Math.round(across ?? 50), Math.round(down ?? 50)];
}
