/* The side of the page: what is marked, the chosen region, verdict, flags, comments. */
import { byId, clock, entities, entityName, familyOf, make, speakerName, text, trouble } from "./page.js";

const names = Object.entries(entities);
const day = (time) => new Date(time).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });

function choice(id, selected) {
  return make("select", { id }, ...names.map(([entity, { name }]) => make("option", { value: entity, selected: entity === selected }, name)));
}

export class Review {
  /* `on`: change(path, content, told) → promise of whether it worked, choose(region), cancel(), seek(seconds). */
  constructor(on) {
    this.on = on;
    this.marked = null;
    if (!byId("missed")) return;
    byId("missed-entity").replaceChildren(...names.map(([entity, { name }]) => make("option", { value: entity, selected: entity === "PERSON" }, name)));
    byId("missed-form").addEventListener("submit", (event) => { event.preventDefault(); this.silence(); });
    byId("missed-cancel").addEventListener("click", () => on.cancel());
    for (const button of document.querySelectorAll("[data-verdict]")) button.addEventListener("click", () => this.decide(button.dataset.verdict));
    byId("assignee").addEventListener("change", () => on.change("assignee", { person: byId("assignee").value }));
    byId("comment-form").addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await on.change("comments", { text: byId("comment").value })) byId("comment").value = "";
    });
  }

  show(view) {
    this.view = view;
    byId("state").textContent = text(`state.${view.state}`);
    byId("state").className = `state ${view.state}`;
    byId("second").textContent = view.state === "second" ? `${text("verdict.second")} (${view.approver})` : "";
    if (view.review) {
      for (const button of document.querySelectorAll("[data-verdict]")) {
        button.hidden = button.dataset.verdict === "reopen" ? view.state === "open" : ["approved", "rejected"].includes(view.state);
      }
      byId("assignee").replaceChildren(make("option", { value: "" }, text("calls.nobody")),
        ...view.reviewers.map((one) => make("option", { value: one.id, selected: one.id === view.assignee }, one.name)));
    }
    this.list("flags", view.flags, "flag.none", (flag) => this.flag(flag));
    this.list("comments", view.comments, "comment.none", (one) => [make("p", { class: "said-by" }, `${one.author}, ${day(one.at)}`), make("p", {}, one.text)]);
    byId("regions").replaceChildren(...[...view.regions].sort((one, other) => one.start - other.start).map((one) => make("li", {},
      make("button", { type: "button", class: "plain region", "data-family": familyOf(one.entity), onclick: () => this.on.choose(one) },
        make("i", {}), text("call.label", { entity: entityName(one.entity), start: clock(one.start, true), end: clock(one.end, true), speaker: speakerName(view.speakers[one.channel]) })))));
  }

  list(id, items, none, render) {
    byId(id).replaceChildren(...(items.length ? items.map((item) => make("li", {}, ...render(item))) : [make("li", { class: "soft" }, text(none))]));
  }

  flag(flag) {
    const where = `${clock(flag.start, true)}–${clock(flag.end, true)}`;
    const rows = [make("p", {}, make("button", { type: "button", class: "plain region", "data-family": familyOf(flag.entity), onclick: () => this.on.seek(Math.max(0, flag.start - 1)) },
      make("i", {}), `${text(`flag.${flag.kind}`)}: ${entityName(flag.entity)}, ${where}`)),
      make("p", { class: "said-by" }, `${flag.author}, ${day(flag.at)} · ${text(`flag.${flag.state}`)}`)];
    if (flag.state === "open" && this.view.review) {
      const decide = (accept) => this.on.change(`flags/${flag.id}`, { accept });
      rows.push(make("p", { class: "go" }, make("button", { type: "button", onclick: () => decide(true) }, text("flag.accept")),
        make("button", { type: "button", onclick: () => decide(false) }, text("flag.decline"))));
    }
    return rows;
  }

  /* What is marked, and what can be said about it. */
  mark(marked, view) {
    this.marked = marked;
    if (!byId("missed")) return;
    byId("missed").hidden = !marked;
    if (!marked) return;
    const start = clock(marked.start, true), end = clock(marked.end, true);
    const speaker = marked.channel < 0 ? text("call.both") : speakerName(view.speakers[marked.channel]);
    byId("missed-what").textContent = marked.words ? text("flag.words", { n: marked.count, start, end }) : text("flag.stretch", { start, end, speaker });
    byId("missed-everywhere").parentElement.hidden = !marked.words;
    byId("missed-channels").parentElement.hidden = marked.words || view.speakers.length < 2;
    byId("missed-channels").checked = marked.channel < 0;
    byId("missed-everywhere").checked = Boolean(marked.words);
  }

  /* To the form, for the keyboard; false if nothing is marked. */
  open() {
    if (!this.marked || !byId("missed")) return false;
    byId("missed-entity").focus();
    byId("missed").scrollIntoView({ block: "nearest" });
    return true;
  }

  async silence() {
    const { channel, start, end, words } = this.marked, everyChannel = !words && byId("missed-channels").checked;
    const button = byId("missed-form").querySelector("[type=submit]"), label = button.textContent;
    button.disabled = true;
    button.textContent = text("flag.working");
    await this.on.change("flags", {
      kind: "missed", channel: everyChannel ? -1 : channel, start, end, entity: byId("missed-entity").value, words,
      everywhere: words && byId("missed-everywhere").checked,
    }, (next) => text("flag.done", { n: next.version }));
    button.disabled = false;
    button.textContent = label;
  }

  choose(region, view) {
    if (!region) {
      byId("region").replaceChildren(make("p", { class: "soft" }, text("region.none")));
      return;
    }
    const row = (key, value) => [make("dt", {}, text(`region.${key}`)), make("dd", {}, value)];
    const { channel, start, end, entity } = region;
    const parts = [make("dl", { class: "facts" }, ...row("entity", make("b", { class: "entity", "data-family": familyOf(entity) }, entityName(entity))),
      ...row("when", `${clock(start, true)} – ${clock(end, true)}`), ...row("who", speakerName(view.speakers[channel])),
      ...row("rule", make("code", {}, region.rule)), ...row("score", region.score.toFixed(2)))];
    if (view.review) {
      const about = (kind, other) => ({ kind, channel, start, end, entity: other ?? entity });
      const pick = choice("rename", entity);
      parts.push(make("p", { class: "go" }, make("button", { type: "button", id: "too-much", onclick: () => this.on.change("flags", about("too_much"), text("flag.noted")) }, text("region.too_much"))),
        make("p", {}, make("label", { for: "rename" }, text("region.rename")), pick, " ",
          make("button", { type: "button", id: "rename-go", onclick: () => {
            if (pick.value === entity) trouble(new Error(text("trouble.nothing")));
            else this.on.change("flags", about("wrong_entity", pick.value), (next) => text("flag.renamed", { n: next.version }));
          } }, text("region.change"))));
    }
    byId("region").replaceChildren(...parts);
  }

  decide(verdict) {
    if (!this.view.review) return;
    this.on.change("verdict", { verdict, version: this.view.version }, (next) => text("verdict.done", { state: text(`state.${next.state}`) }));
  }
}
