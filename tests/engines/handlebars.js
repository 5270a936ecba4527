// Renders Handlebars templates as SendGrid and SES do. In: JSON {"cases": [{"template", "data"}]}; out: JSON [{"out", "error"}].
// `insert` is SendGrid's own ("Choose an email editor"); argument: the folder with node_modules.
"use strict";

const path = require("path");
const Handlebars = require(path.join(process.argv[2], "node_modules", "handlebars"));

Handlebars.registerHelper("insert", (said, otherwise) => said || otherwise.replace(/^default=/, ""));

function render({ template, data }) {
  try {
    return { out: Handlebars.compile(template)(data), error: "" };
  } catch (error) {
    return { out: "", error: String(error) };
  }
}

const { cases } = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(render)));
