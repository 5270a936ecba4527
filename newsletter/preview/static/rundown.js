// The rundown: blocks and stories of the issue as rows beside the letter. Each change is one request; the answer holds
// the rows as they are then, and the letter follows by itself.

import { draggable } from "/rundown-drag.js";
import { editor, fieldRow } from "/rundown-editor.js";
import { Distant } from "/rundown-distant.js";
import { make } from "/rundown-make.js";

const SESSION = "newsletter-rundown";
const PAINT = 250; // milliseconds that rows which stand already wait for the letter

// `web`: whether pictures on the web may be seen ({ on() → bool, ask() }); the panel is told by `showWeb` when they may.
// `painted`: waits for the next letter to be painted, some milliseconds at the most.
export function mount(element, { token, issue = "", onChange = () => {}, onClose = () => {}, web, painted = async () => {} }) {
  return new Rundown(element, { token, issue, onChange, onClose, web, painted });
}

// A page that is loaded again can still undo what it did before.
function sessionOf(issue) {
  const key = `${SESSION} ${issue}`;
  try {
    const known = sessionStorage.getItem(key) ?? crypto.randomUUID();
    sessionStorage.setItem(key, known);
    return known;
  } catch {
    return crypto.randomUUID();
  }
}

// What makes a story the same one when it has moved: its address, else its headline.
const idOf = (story) => (story.url && story.url !== "TK" ? story.url : story.title);
const storiesOf = (state) => state.blocks.flatMap((block) => block.stories);
const carrying = (state) => state.blocks.filter((block) => block.carries !== "none");

class Rundown {
  constructor(element, given) {
    Object.assign(this, { element, ...given });
    this.session = sessionOf(this.issue);
    this.distant = new Distant(this);
    this.state = null;
    this.open = ""; // position of the row whose editor is open
    this.busy = Promise.resolve();
    this.finds = null;
    this.build();
    this.refresh();
  }

  // ── the frame of the panel ──

  build() {
    this.undo = this.tool("Undo", "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3", () => this.back("undo"));
    this.redo = this.tool("Redo", "m15 14 5-5-5-5m5 5H10a6 6 0 0 0 0 12h3", () => this.back("redo"));
    this.count = make("p", "rd-count");
    this.search = make("input", "rd-search", { type: "search", placeholder: "Bring in from the archive", "aria-label": "Search the archive",
      autocomplete: "off", spellcheck: false });
    this.said = make("p", "rd-unseen", { role: "status", "aria-live": "polite" });
    this.trouble = make("div", "rd-trouble", { role: "alert", hidden: true });
    this.found = make("section", "rd-finds", { "aria-label": "Finds from the archive", hidden: true });
    this.list = make("ol", "rd-blocks", { "aria-label": "Blocks, in the order of the letter" });
    this.top = make("div", "rd-top");
    const close = make("button", "tool close", { type: "button" }, "Close");
    close.addEventListener("click", () => this.onClose());
    const bar = make("div", "rd-bar", {}, make("h2", "", {}, "Rundown"), this.count, this.undo, this.redo, close);
    this.head = make("div", "rd-head", {}, bar, this.search, this.found, this.trouble);
    this.element.classList.add("rd");
    const how = make("p", "rd-unseen", { id: "rd-how" }, "Alt with the up and down arrow moves it by one, Alt with left and right to the section before and after.");
    this.element.replaceChildren(this.head, this.top, this.list, this.said, how);
    document.addEventListener("keydown", (event) => this.key(event));
    this.search.addEventListener("input", () => this.searchSoon());
    this.search.addEventListener("focus", () => this.searchSoon());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.closeFinds();
    });
    document.addEventListener("place", ({ detail }) => this.reveal(detail ?? ""));
    draggable(this);
    this.help();
  }

  // What the keyboard does here goes to the page's own sheet of keys.
  help() {
    for (const [keys, words] of [["Alt ↑ ↓", "Move a row of the rundown"], ["Alt ← →", "… to the section before or after"], ["Ctrl Z", "Undo in the rundown; with Shift redo"]]) {
      document.getElementById("help-list")?.append(make("dt", "", {}, make("kbd", "", {}, keys)), make("dd", "", {}, words));
    }
  }

  tool(name, path, act) {
    const icon = `<svg viewBox="0 0 24 24" width="15" height="15" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;
    const button = make("button", "rd-tool", { type: "button", "aria-label": name, title: name });
    button.innerHTML = icon; // ours, nothing of the issue
    button.addEventListener("click", act);
    return button;
  }

  // ── asking and changing ──

  query(more = {}) {
    return new URLSearchParams({ issue: this.issue, ...more });
  }

  async refresh() {
    await this.busy;
    await this.ask(`/rundown?${this.query({ session: this.session })}`, (state) => {
      if (this.lost) this.hideTrouble(); // the file is there again
      this.show(state);
    });
  }

  // What the stream tells: another letter. Its key is the digest of the file's text that it was made of.
  update(key = "") {
    this.heard = key;
    if (!this.posting && (!key || this.lost || key !== this.state?.digest)) this.refresh();
  }

  async ask(address, take) {
    try {
      const answer = await fetch(address);
      const said = await answer.json();
      if (answer.ok) take(said);
      else {
        this.fail(said.failed ?? { lines: [{ what: "the preview could not answer" }] });
        this.lost = true;
      }
    } catch {
      // the preview has ended: what stands, stands
    }
  }

  // `seen`: the digest of the text that the change was made against, where that is not the one shown now. `settled`: the
  // rows stand already as they will.
  change(change, seen = "", settled = false) {
    return this.send("change", { change, ...(seen ? { digest: seen } : {}) }, settled);
  }

  back(which) {
    return this.send(which, {});
  }

  // One request after the other; each is about the rows that were there when it was asked for.
  send(which, more, settled = false) {
    const asked = { digest: this.state?.digest ?? "", ...more };
    this.busy = this.busy.then(async () => {
      this.posting = true;
      const done = await this.post(which, asked, settled);
      this.posting = false;
      // What was heard of meanwhile is mostly this change itself, which the answer told.
      if (this.heard !== undefined && this.heard !== this.state?.digest) setTimeout(() => this.refresh(), 50);
      this.heard = undefined;
      return done;
    });
    return this.busy;
  }

  async post(which, more, settled) {
    const painted = settled && this.painted(PAINT);
    let answer, said;
    try {
      answer = await fetch(`/rundown/${which}?${this.query()}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Newsletter-Token": this.token },
        body: JSON.stringify({ session: this.session, ...more }),
      });
      said = await answer.json();
    } catch {
      this.fail({ lines: [{ what: "this was not written: the preview does not answer", todo: "start it again, then load this page again" }] });
      return false;
    }
    if (!answer.ok) {
      this.fail(said.failed ?? { lines: [{ what: "this was not written" }] }, more.change);
      await this.ask(`/rundown?${this.query({ session: this.session })}`, (state) => this.show(state));
      return false;
    }
    this.hideTrouble();
    if (["move", "lead", "add"].includes(more.change?.do) || more.change?.on) this.onChange(said.done.at, true);
    await painted; // first the letter: both at once would take a frame more
    this.show(said, said.done.at);
    const verb = { undo: "Undone", redo: "Done again" }[which];
    this.say(verb ? `${verb}: ${said.done.said}` : this.sentence(said.done));
    return true;
  }

  sentence({ said, at }) {
    const story = at && storiesOf(this.state).find((one) => one.at === at);
    if (!story || !said.includes("moved")) return said;
    const block = this.state.blocks.find((one) => one.stories.includes(story));
    return `${said}, ${block.stories.indexOf(story) + 1} of ${block.stories.length}`;
  }

  say(words) {
    this.said.textContent = words;
  }

  // ── trouble ──

  fail({ lines, theirs, yours, at, digest }, change = null) {
    this.lost = false;
    const rows = lines.slice(0, 6).map(({ where, what, todo }) =>
      make("li", "", {}, where ? make("code", "", {}, where) : "", make("p", "", {}, what), todo ? make("p", "rd-todo", {}, todo) : ""));
    const parts = [make("ul", "", {}, ...rows)];
    const both = theirs !== undefined && theirs !== null;
    if (!both && change?.do === "set" && change.value) {
      parts.push(make("dl", "", {}, make("dt", "", {}, "Yours"), make("dd", "", {}, change.value))); // to be copied
    }
    if (both) {
      parts.push(make("dl", "", {}, make("dt", "", {}, "In the file"), make("dd", "", {}, theirs || "(nothing)"),
        make("dt", "", {}, "Yours"), make("dd", "", {}, yours || "(nothing)")));
    }
    const keep = this.button(both ? "Keep the file’s" : "Close", () => this.hideTrouble());
    const mine = both && at ? this.button("Use mine", () => this.change({ ...change, at }, digest)) : "";
    parts.push(make("div", "rd-answers", {}, keep, mine));
    this.trouble.replaceChildren(...parts);
    this.trouble.hidden = false;
  }

  hideTrouble() {
    this.lost = false;
    this.trouble.hidden = true;
    this.trouble.replaceChildren();
  }

  button(words, act, className = "rd-button") {
    const button = make("button", className, { type: "button" }, words);
    button.addEventListener("click", act);
    return button;
  }

  // ── the rows ──

  show(state, at = "") {
    const before = this.state;
    this.state = state;
    this.moved = before && !state.mistakes.length && before.blocks ? followed(before, state) : new Map();
    this.tools();
    this.element.classList.toggle("rd-still", Boolean(state.mistakes.length || state.sent));
    if (state.mistakes.length) {
      this.list.replaceChildren();
      this.top.replaceChildren(make("p", "rd-note", {}, "The issue file has mistakes. The rundown comes back when they are mended in the file."));
      this.count.textContent = "";
      this.state = { ...state, blocks: [] };
      return;
    }
    const held = this.held(at);
    if (this.open) this.open = at && this.open === this.asked ? at : this.moved.get(this.open) ?? this.open;
    this.asked = "";
    this.render();
    this.hold(held);
  }

  tools() {
    for (const [button, name] of [[this.undo, "undo"], [this.redo, "redo"]]) {
      const said = this.state[name];
      button.setAttribute("aria-disabled", String(!said));
      button.title = said ? `${button.getAttribute("aria-label")}: ${said}` : `Nothing to ${name}`;
    }
  }

  render() {
    this.rendering = true;
    this.renderRows();
    this.rendering = false;
  }

  renderRows() {
    const { state } = this;
    const stories = storiesOf(state);
    const used = state.blocks.flatMap((block) => (block.use ? block.stories.filter((story) => story.use) : []));
    this.count.textContent = inAndWaiting(used.length, stories.length - used.length, used.length === 1 ? " story" : " stories");
    this.top.replaceChildren(
      ...(state.sent ? [make("p", "rd-note", {}, `Sent on ${state.sent}: it stays as it went out.`)] : []),
      fieldRow(this, { at: "subject", label: "Subject", value: state.subject, key: "subject" }),
      fieldRow(this, { at: "preheader", label: "Preheader", value: state.preheader, key: "preheader" }),
    );
    this.list.replaceChildren(...state.blocks.map((block) => this.block(block)));
  }

  block(block) {
    const number = block.at.slice(1);
    const used = block.stories.filter((story) => story.use).length;
    const more = block.stories.length - used;
    const count = block.carries === "none" ? "" : inAndWaiting(used, more);
    const named = block.called !== block.type;
    const words = named ? block.called : block.words;
    const open = make("button", "rd-open", { type: "button", "data-key": `${block.at}|open`, "aria-expanded": String(this.open === block.at), title: block.about },
      named ? "" : make("span", "rd-kind", {}, block.type), words ? make("span", named ? "rd-called" : "rd-words", { dir: "auto" }, words) : "",
      block.readers ? make("b", "rd-readers", { title: "Only these readers get it" }, block.readers) : "");
    open.addEventListener("click", () => this.toggle(block.at));
    const head = make("div", "rd-line rd-blockline", {},
      this.grip(block.at, `block ${number}, ${block.called}`), make("span", "rd-number", { "aria-hidden": "true" }, number), open, make("span", "rd-tally", {}, count),
      this.switch(block.at, block.use, `Block ${number}, ${block.called}, in the letter`));
    const item = make("li", `rd-block${block.use ? "" : " rd-off"}`, { "data-at": block.at }, head);
    if (this.open === block.at && block.fields.length) item.append(editor(this, block));
    if (block.carries !== "none") {
      const rows = block.stories.map((story, index) => this.story(story, block, `${number}.${index + 1}`));
      item.append(make("ol", "rd-stories", { "aria-label": `Stories of ${block.called}` }, ...rows));
      if (!rows.length) item.lastChild.hidden = true;
    }
    return item;
  }

  story(story, block, number) {
    const marks = story.readers ? [[story.readers, "rd-readers", "Only these readers get it"]] : [];
    if (block.lead && story.use && block.kind !== "lead") marks.push(["Lead", "rd-lead", "The first story"]);
    if (story.planned) marks.push(["TK", "rd-warn", "Still to come: it has no address yet"]);
    if (story.carried && !story.repeat) marks.push([`in ${story.carried.split(" on ")[0]}`, "rd-warn", `Carried in ${story.carried}`]);
    if (story.carried && story.repeat) marks.push(["again", "", `Carried in ${story.carried}; it may come again`]);
    if (story.image && !story.alt && story.use) marks.push(["no alt", "rd-warn", "The picture has no description"]);
    const open = make("button", "rd-open", { type: "button", "data-key": `${story.at}|open`, "aria-expanded": String(this.open === story.at), title: story.remark },
      make("span", "rd-kicker", {}, story.kicker ? make("i", "", { dir: "auto" }, story.kicker) : "", ...marks.flatMap(([words, name, about]) => [" ", make("b", name, { title: about }, words)])),
      make("span", "rd-title", { dir: "auto", lang: story.lang || null }, story.title),
      story.teaser && story.use ? make("span", "rd-teaser", { dir: "auto" }, story.teaser) : "");
    open.addEventListener("click", () => this.toggle(story.at));
    const line = make("div", "rd-line", {}, this.grip(story.at, `${number}, ${story.title}`), make("span", "rd-number", { "aria-hidden": "true" }, number),
      open, this.thumb(story), this.switch(story.at, story.use, `${number}, ${story.title}, in the letter`));
    const item = make("li", `rd-story${story.use ? "" : " rd-off"}`, { "data-at": story.at }, line);
    if (this.open === story.at) item.append(editor(this, block, story));
    return item;
  }

  thumb(story) {
    if (!story.image) return "";
    if (story.remote) return this.distant.box("rd-thumb", story.at, story.image, "row");
    if (!story.version) return make("span", "rd-thumb rd-web", { title: "There is no such file" }, "?");
    return make("img", "rd-thumb", { src: this.picture(story.image, story.version, "row"), alt: "", loading: "lazy", draggable: "false" });
  }

  picture(image, version, width) {
    return `/rundown/picture?${this.query({ image, version, width })}`;
  }

  showWeb() {
    this.distant.show();
  }

  grip(at, name) {
    return make("button", "rd-grip", { type: "button", "data-key": `${at}|grip`, "aria-label": `Move ${name}`, "aria-describedby": "rd-how" });
  }

  switch(at, on, name) {
    const box = make("input", "", { type: "checkbox", role: "switch", "data-key": `${at}|use`, "aria-label": name });
    box.checked = on;
    box.addEventListener("change", () => this.change({ do: "use", at, on: box.checked }));
    return make("label", "rd-switch", {}, box, make("span", "", { "aria-hidden": "true" }));
  }

  toggle(at) {
    this.open = this.open === at ? "" : at;
    const held = this.held();
    this.render();
    this.hold(held);
    if (!this.open) return;
    this.list.querySelector(".rd-editor")?.scrollIntoView({ block: "nearest" });
    this.onChange(at, false);
  }

  // What was clicked in the letter is opened here.
  reveal(position) {
    const at = /^b\d+(?:\.s\d+)?/.exec(position)?.[0];
    if (!at || this.element.hidden || !this.list.querySelector(`[data-at="${at}"]`)) return;
    this.open = at;
    this.render();
    this.list.querySelector(`[data-at="${at}"]`).scrollIntoView({ block: "nearest" });
  }

  // ── what stays while the rows are made anew: where one reads, types and stands ──

  held(at = "") {
    const active = this.element.contains(document.activeElement) ? document.activeElement : null;
    const key = active?.dataset.key ?? "";
    const typed = active && "defaultValue" in active && active.dataset.field && active.value !== active.defaultValue
      ? { value: active.value, from: active.selectionStart, to: active.selectionEnd, seen: active.seen, at: active.at } : null;
    return { key, typed, at, asked: this.asked ?? "", top: this.element.scrollTop };
  }

  hold({ key, typed, at, asked, top }) {
    this.element.scrollTop = top;
    if (!key) return;
    const [, position, field, what] = /^(b\d+(?:\.s\d+)?|)\.?([a-z_]*)\|(\w+)$/.exec(key) ?? [];
    const now = at && position === asked ? at : this.moved.get(position) ?? position;
    const place = now && field ? `${now}.${field}` : now || field;
    const found = this.element.querySelector(`[data-key="${CSS.escape(`${place}|${what}`)}"]`);
    if (!found || found === document.activeElement) return;
    found.focus({ preventScroll: !at });
    if (typed && found.dataset.field) {
      Object.assign(found, { value: typed.value, seen: typed.seen, at: typed.at });
      found.setSelectionRange(typed.from, typed.to);
      found.dispatchEvent(new Event("input"));
    }
    if (at) found.closest(".rd-line")?.scrollIntoView({ block: "nearest" });
  }

  // ── keys ──

  key(event) {
    if (this.element.hidden) return;
    const typing = event.target.matches("textarea, input:not([type=checkbox])");
    // What is typed and not written yet is the field's own to undo.
    const unwritten = typing && event.target.value !== event.target.defaultValue;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !unwritten) {
      const which = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
      if (which) {
        event.preventDefault();
        this.back(which);
      }
      return;
    }
    const line = event.target.closest?.(".rd-line");
    const at = line?.parentElement.dataset.at;
    if (!at || typing) return;
    const step = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -2, ArrowRight: 2 }[event.key];
    if (step && event.altKey) {
      event.preventDefault();
      this.busy.then(() => this.move(step)); // pressed again before the row has moved, it goes on from there
    } else if (step && Math.abs(step) === 1) {
      event.preventDefault();
      this.step(event.target, step);
    }
  }

  step(from, step) {
    const what = from.dataset.key?.split("|")[1] ?? "open";
    const rows = [...this.list.querySelectorAll(`[data-key$="|${what}"]`)];
    rows[rows.indexOf(from) + step]?.focus();
  }

  // Alt and up or down: one row on, into the next section at its end; left or right: a section on. Blocks change places.
  async move(step) {
    const at = document.activeElement?.closest(".rd-line")?.parentElement.dataset.at;
    if (!at) return;
    const change = at.includes(".s") ? this.storyStep(at, step) : this.blockStep(at, step);
    if (change) await this.drop(change);
    else this.say("It cannot go further");
  }

  blockStep(at, step) {
    const number = Number(at.slice(1));
    const last = this.state.blocks.length;
    if (step < 0) return number > 1 ? { do: "move", at, to: "", before: number - 1 } : null;
    return number < last ? { do: "move", at, to: "", before: number + 2 > last ? null : number + 2 } : null;
  }

  storyStep(at, step) {
    const blocks = carrying(this.state);
    const index = blocks.findIndex((block) => block.stories.some((story) => story.at === at));
    const { stories, at: to } = blocks[index];
    const place = stories.findIndex((story) => story.at === at) + 1;
    if (step === -1 && place > 1) return { do: "move", at, to, before: place - 1 };
    if (step === 1 && place < stories.length) return { do: "move", at, to, before: place + 2 > stories.length ? null : place + 2 };
    const next = blocks[index + Math.sign(step)];
    return next ? { do: "move", at, to: next.at, before: step > 0 && next.stories.length ? 1 : null } : null;
  }

  // A move that has been decided: what was picked up has the open editor and the place of the keyboard go with it.
  drop(change, settled = false) {
    this.asked = change.at ?? "";
    return this.change(change, "", settled);
  }

  // ── finds ──

  searchSoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(`/rundown/articles?${this.query({ q: this.search.value })}`, (found) => this.showFinds(found)), 120);
  }

  showFinds(found) {
    this.finds = found;
    const total = found.articles.length < found.total ? `The newest ${found.articles.length} of ${found.total}` : `${found.total} ${found.total === 1 ? "article" : "articles"}`;
    const head = make("div", "rd-findhead", {}, make("p", "", {}, found.there ? total : "There is no archive yet: newsletter fetch makes it."),
      this.button("Close", () => this.closeFinds(), "rd-plain"));
    this.found.replaceChildren(head, make("ol", "", {}, ...found.articles.map((article) => this.find(article))));
    this.found.hidden = false;
  }

  find(article) {
    const standing = article.at ? (article.use ? `in ${article.at.replace(/^b(\d+)\.s/, "$1.")}` : "waiting") : "";
    const facts = [article.section, dayOf(article.date), !article.date && "no date", article.picture ? "with a picture" : "no picture"].filter(Boolean).join(" · ");
    const act = article.use ? "" : this.button("Bring in", () => this.bring(article), "rd-button rd-bring");
    if (act) act.setAttribute("aria-label", `Bring in ${article.title}`);
    return make("li", `rd-find${article.use ? " rd-off" : ""}`, { "data-article": article.use ? null : article.id },
      make("div", "", {}, make("p", "rd-title", { dir: "auto" }, article.kept ? "★ " : "", article.title),
        make("p", "rd-facts", {}, facts, standing ? make("b", "", {}, standing) : "",
          article.carried ? make("b", "rd-warn", { title: `Carried in ${article.carried}` }, `in ${article.carried.split(" on ")[0]}`) : ""),
        article.source ? make("p", "rd-source", { dir: "auto" }, article.source) : ""), act);
  }

  async bring(article, to = "", before = null) {
    if (await this.change({ do: "add", article: article.id ?? article, to, before })) this.searchSoon();
  }

  closeFinds() {
    clearTimeout(this.waiting);
    this.search.value = "";
    this.found.hidden = true;
    this.search.focus();
  }
}

// How many of the stories are in the letter, and how many wait in the file.
function inAndWaiting(used, waiting, what = "") {
  return [`${used || "none"}${used ? what : ""} in`, waiting ? `${waiting} waiting` : ""].filter(Boolean).join(", ");
}

// 2026-11-19 → 19 Nov 2026: the page speaks English, whatever the browser does.
function dayOf(date) {
  return date && new Date(date).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}

// Position before → position now, of stories by what they are, and of blocks by their kind and heading.
function followed(before, now) {
  const pairs = new Map();
  match(storiesOf(before), storiesOf(now), idOf, pairs);
  match(before.blocks, now.blocks, (block) => `${block.kind} ${block.called}`, pairs);
  return pairs;
}

function match(old, current, name, pairs) {
  const rest = new Map();
  for (const one of current) rest.set(name(one), [...(rest.get(name(one)) ?? []), one.at]);
  for (const one of old) {
    const at = rest.get(name(one))?.shift();
    if (at) pairs.set(one.at, at);
  }
}
