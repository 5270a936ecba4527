// How the letter is looked at: one object, which the address of the page remembers.

export const VIEWS = ["phone", "tablet", "desktop", "text", "inbox", "source"];
export const WIDTHS = { phone: 375, tablet: 768, desktop: 640 };
const NARROWEST = 280;
const WIDEST = 1600;
const SCHEMES = ["light", "dark", "forced"];
const SOURCES = ["mjml", "html", "eml"];
const PANELS = ["findings", "bytes", "none"];

export const narrow = matchMedia("(max-width: 1135px)"); // room for one view
export const small = matchMedia("(max-width: 760px)"); // what is beside the letter lies over it

export const state = {
  issue: "",
  show: ["phone", "desktop"],
  scheme: "light",
  pictures: true,
  as: "", // reader:short, service:mailchimp; empty for whoever the publication's service takes
  widths: { ...WIDTHS },
  panel: "none",
  rundown: false,
  source: "html",
  remote: false, // not in the address: off until somebody here asks
};

const listeners = new Set();

// Calls a part of the page after each change, with the names of what has changed.
export function onChange(listener) {
  listeners.add(listener);
}

export function change(changes) {
  Object.assign(state, changes);
  remember();
  for (const listener of listeners) listener(Object.keys(changes));
}

// What to ask the server for, so that it answers as the letter is looked at.
export function asked(more = {}) {
  const query = new URLSearchParams();
  if (state.issue) query.set("issue", state.issue);
  if (state.scheme !== "light") query.set("scheme", state.scheme);
  if (!state.pictures) query.set("pictures", "off");
  const [kind, id] = state.as.split(":");
  if (id) query.set(kind, id);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return query;
}

const roomy = () => innerWidth >= 1400;

function remember() {
  const query = new URLSearchParams();
  if (state.issue) query.set("issue", state.issue);
  if (state.show.join(" ") !== "phone desktop") query.set("show", state.show.join(" "));
  if (state.scheme !== "light") query.set("scheme", state.scheme);
  if (!state.pictures) query.set("pictures", "off");
  if (state.as) query.set("as", state.as);
  for (const [view, width] of Object.entries(state.widths)) if (width !== WIDTHS[view]) query.set(view, width);
  if (state.source !== "html") query.set("source", state.source);
  if (state.panel !== (roomy() ? "findings" : "none")) query.set("panel", state.panel);
  if (state.rundown) query.set("rundown", "1");
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

export function recall() {
  const query = new URLSearchParams(location.search);
  const known = (name, values, otherwise) => (values.includes(query.get(name)) ? query.get(name) : otherwise);
  const show = (query.get("show") ?? "").split(" ").filter((view) => VIEWS.includes(view));
  state.issue = query.get("issue") ?? "";
  state.show = VIEWS.filter((view) => (show.length ? show : ["phone", "desktop"]).includes(view));
  if (narrow.matches) state.show = state.show.slice(0, 1);
  state.scheme = known("scheme", SCHEMES, "light");
  state.pictures = query.get("pictures") !== "off";
  state.as = /^(reader|service):[\w.-]+$/.test(query.get("as") ?? "") ? query.get("as") : "";
  for (const view of Object.keys(WIDTHS)) state.widths[view] = within(Number(query.get(view)) || WIDTHS[view]);
  state.source = known("source", SOURCES, "html");
  state.panel = known("panel", PANELS, roomy() ? "findings" : "none");
  state.rundown = query.get("rundown") === "1";
}

export const within = (width) => Math.min(Math.max(Math.round(width), NARROWEST), WIDEST);
