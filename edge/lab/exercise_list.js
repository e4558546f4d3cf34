// exercise_list.js - six exercises, each with where it begins and how it is judged.
//
// A check plays the student's steps and hidden ones after them, and looks at the
// records that come back: who may read, what came from where. `ask` exercises
// take an answer in words; what is right is read out of the play as well.
const CDN = "https://cdn.example/logo.svg";
const PHOTO = "https://cdn.example/photo.svg";

const load = (page, more = {}) => ({load: {page, url: CDN, ...more}});
const curl = (headers = {}) => ({request: {url: CDN, headers}});
const fresh = page => load(page, {cache: "reload"});

const verdicts = (play, from) => play.steps.slice(from).flatMap(step => step.seen.acts).filter(act => act.verdict).map(act => act.verdict);
const allRead = list => list.length > 0 && list.every(it => it.outcome === "ok");
const has = (steps, kind) => steps.some(step => step[kind] !== undefined);

export const EXERCISES = [
  {
    id: "both",
    title: "A and B work, with at least 60 % hits",
    task: "Configure the edge so that both pages may always read the file, whoever comes first, and at least 60 % of the requests are answered from the cache.",
    hint: "where does a permission have to be added so that one copy is right for every visitor?",
    begin: {steps: []},
    hidden: [curl(), ...Array.from({length: 5}, () => [fresh("A"), fresh("B")]).flat(), {invalidate: {edge: "edge", paths: "/*"}},
      fresh("B"), ...Array.from({length: 5}, () => [fresh("A"), fresh("B")]).flat(), curl(), curl(), fresh("A")],
    judge({play, from, before}) {
      const edge = play.steps.at(-1).after.edges[0];
      const requests = edge.requests - before.requests;
      const share = Math.round(100 * (edge.hits - before.hits) / requests);
      const read = allRead(verdicts(play, from));
      return {right: read && share >= 60, said: `${read ? "both may read" : "somebody was blocked"}; ${share} % hits`};
    },
  },
  {
    id: "poison",
    title: "Find who poisoned the cache",
    task: "Page A is blocked in the last step. Whose request made the copy that it got? Go through the steps and the cards.",
    hint: "the card in the edge says who made the copy, and when; which step was that?",
    begin: {steps: [load("A"), {advance_s: 20}, {invalidate: {edge: "edge", paths: "/*"}}, load("B", {as: "img"}), curl({Origin: "https://b.example"}), load("B"), {advance_s: 5}, fresh("A")]},
    ask: ["step 1: A's fetch", "step 4: B's image", "step 5: curl in B's name", "step 6: B's fetch"],
    answer: play => `step ${play.steps.at(-1).why[0].requests[0].copy_made_by_step}`,
  },
  {
    id: "repair",
    title: "Repair without invalidation",
    task: "The copy in the edge is poisoned. Make A and B work again without invalidating and without waiting.",
    hint: "the copy stays as it is. What is applied after the cache?",
    begin: {steps: [curl(), load("A")]},
    hidden: [fresh("A"), fresh("B"), fresh("A")],
    judge({play, from, mine}) {
      if (has(mine, "invalidate") || has(mine, "advance_s")) return {right: false, said: "that was an invalidation, or waiting"};
      const read = allRead(verdicts(play, from));
      return {right: read, said: read ? "both may read, the old copy included" : "still blocked"};
    },
  },
  {
    id: "vary",
    title: "Break a correct, Vary-honouring cache with one request",
    task: "This cache honours Vary, and A and B have copies of their own. Send one request - by a page or by curl - after which A is blocked.",
    hint: "S3 sends Vary only when it is asked with Origin. Which request has none?",
    begin: {knobs: {honour_vary: true}, steps: [load("A"), load("B")]},
    hidden: [fresh("A")],
    judge({play, from, mine}) {
      const acts = mine.filter(step => step.load || step.request);
      if (acts.length !== 1 || mine.length !== 1) return {right: false, said: `one request, not ${mine.length} steps`};
      const blocked = verdicts(play, from).at(-1).outcome === "blocked";
      return {right: blocked, said: blocked ? "A is blocked: the newest matching copy wins" : "A may still read"};
    },
  },
  {
    id: "options",
    title: "Who really answers OPTIONS?",
    task: "Both pages upload, one after the other. Who answered B's preflight?",
    hint: "watch how far the preflight of the second page travels, and whether its answer says Hit.",
    begin: {knobs: {cache_options: true}, steps: [{load: {page: "A", url: "https://cdn.example/upload.txt", method: "PUT"}}, {load: {page: "B", url: "https://cdn.example/upload.txt", method: "PUT"}}]},
    ask: ["S3, asked by the edge", "the edge, from its cache", "B's browser, from its own"],
    answer(play) {
      const step = play.steps.at(-1);
      const asked = step.seen.acts[0].requests.find(it => it.preflight);
      if (!asked) return "B's browser, from its own";
      return step.seen.edges.find(it => it.txn === asked.txn).x_cache.startsWith("Hit") ? "the edge, from its cache" : "S3, asked by the edge";
    },
  },
  {
    id: "browser",
    title: "The browser is the culprit",
    task: "Origin is in the key, the edge was invalidated, and yet A is blocked in the last step. Why?",
    hint: "look where the last answer's arrow begins.",
    begin: {knobs: {key: "exact"}, steps: [load("A", {as: "img", url: PHOTO}), {invalidate: {edge: "edge", paths: "/*"}}, load("A", {url: PHOTO})]},
    ask: ["S3 sent no ACAO to A's fetch", "the edge gave B's copy to A", "A's browser used its own copy of the picture"],
    answer: play => play.steps.at(-1).seen.acts[0].verdict.from_cache ? "A's browser used its own copy of the picture" : "the edge gave B's copy to A",
  },
];
