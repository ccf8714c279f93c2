import type { BodyInputOf } from "../../wire/contract/route.ts";
import type { Routes } from "../../wire/contract/routes.ts";
import { problem } from "../../wire/problem.ts";
import { TownError } from "../../sim/error.ts";
import { HERE, lines, sending } from "./curl.ts";
import { linkTo } from "./schema.ts";
import { html, sentence, snippet, type Html } from "./text.ts";

/** What the document can't say operation by operation: three ways in, and the few rules that hold everywhere. */

export const GUIDE: readonly { readonly id: string; readonly title: string; readonly told: () => Html }[] = [
  { id: "watch", title: "Watch a town", told: watch },
  { id: "moment", title: "Ask about a moment", told: moment },
  { id: "publish", title: "Publish events of your own", told: publish },
  { id: "rules", title: "Rules that hold everywhere", told: rules },
];

function watch(): Html {
  return html`<p>
      Everything that happens, as it happens, as server-sent events. A stream begins with the whole state as a
      ${linkTo("SnapshotMessage")}; then comes every ${linkTo("TownEvent")}, in order.
    </p>
    ${snippet("curl", `curl -N ${TOWN}/events`)}${snippet("sent", FRAME)}
    <p>In a page of this server, which the browser reconnects and resumes by itself:</p>
    ${snippet("javascript", JAVASCRIPT)}
    <p>In Python, with nothing but its standard library: the same as lines of JSON.</p>
    ${snippet("python", PYTHON)}`;
}

function moment(): Html {
  return html`<p>
      ${sentence("What can be asked of a state can be asked of a past one: `?at=` is the number of an event, and the answer is how things were just after it. 0 is the founding. Alice then, as far as her psyche; and everyone in eigenvector space, drawn in letters:")}
    </p>
    ${snippet("curl", `curl '${TOWN}/citizens/alice?at=0&lod=4'`)}
    ${snippet("curl", `curl '${TOWN}/scatter?at=0&format=text'`)}
    <p>What led from one moment to another is the history, which can be narrowed:</p>
    ${snippet("curl", `curl '${TOWN}/history?after=0&citizen=alice&limit=5'`)}`;
}

function publish(): Html {
  return html`<p>
      ${sentence("A town of kind `external` simulates nothing: your program says what happens, and has the state, the history, the stream and the pictures of a town. Make one,")}
    </p>
    ${snippet("curl", lines(`curl ${HERE}/v1/town`, sending(HARBOUR)))}
    <p>
      and say what happens there, each event a line: an ${linkTo("EventDraft")}, whose ${linkTo("EffectDraft")}s change
      the town.
    </p>
    ${snippet("curl", lines(`curl '${HERE}/v1/town/harbour/events?after=0'`, sending(MEETING, "application/x-ndjson")))}
    <p>
      ${sentence("A batch is taken whole or not at all. With `after` it is taken only if that is the newest event, so that a program that lost an answer can send the same again: it is refused with 409 if it was taken the first time.")}
    </p>`;
}

function rules(): Html {
  return html`<dl class="rules">
      ${RULES.map(
        ([id, title, text]) =>
          html`<dt id="${id}">${title}</dt>
            <dd>${sentence(text)}</dd>`,
      )}
    </dl>
    <p>A problem, as it is sent with status ${PROBLEM.status}:</p>
    ${snippet("sent", JSON.stringify(PROBLEM, null, 2))}`;
}

const TOWN = `${HERE}/v1/town/smallville`;

const FRAME = `event: town.event
id: 4f1d0c2ab6e85d11-42
data: {"type":"town_event","seq":42,"operation":"gossip", … ,"message":"Alice told Bob about Clara."}`;

const JAVASCRIPT = `const town = new EventSource("${TOWN}/events");
for (const name of ["snapshot", "reset", "event", "status", "coalition", "eigenvector", "citizen"])
  town.addEventListener(\`town.\${name}\`, ({ data }) => {
    console.log(name, JSON.parse(data));
  });`;

const PYTHON = `import json, urllib.request

lines = urllib.request.Request(
    "${TOWN}/events", headers={"Accept": "application/x-ndjson"}
)
for line in urllib.request.urlopen(lines):
    message = json.loads(line)
    print(message["type"], message.get("message", ""), flush=True)`;

const HARBOUR: BodyInputOf<Routes["createTown"]> = {
  kind: "external",
  town_id: "harbour",
  regions: [{ id: "quay" }],
  citizens: ["ada", "bob", "cyd"].map((id) => ({ id, region: "quay" })),
};

const MEETING: BodyInputOf<Routes["publishEvents"]> = {
  operation: "greet",
  participant_ids: ["ada", "bob"],
  effects: [{ kind: "relationship", among: ["ada", "bob"], delta: 0.25 }],
  message: "Ada and Bob met on the quay.",
};

const PROBLEM = problem(new TownError("invalid_input", 'limit must be a whole number from 1 to 1000, got "0"'));

/** Id, title, and what holds. */
const RULES: readonly (readonly [string, string, string])[] = [
  [
    "resuming",
    "Resuming",
    "Events are numbered from 1 without gaps (`seq`), and on a stream each has the id `<run_id>-<seq>`. Come back with the last one in the header `Last-Event-ID`, or as `?last_event_id=`, and the stream goes on with the next: nothing is missed, nothing comes twice. An EventSource does so by itself. `?from=1` begins with the first event.",
  ],
  [
    "resets",
    "Resets",
    "Where a stream can't go on from there (the town is in another run, or the event is no longer kept) it says so: one `town.reset` with the reason, then a `town.snapshot`. Forget what you had, and begin with that.",
  ],
  [
    "filters",
    "Filters",
    "`type`, `operation`, `phase`, `citizen` and `coalition` take one word or several with commas between them; `text` takes words that must all occur. Every filter that is given must hold. A stream with a filter has no snapshots: it is for those who don't fold.",
  ],
  [
    "silence",
    "Silence and endings",
    "A stream with nothing to say shows every 15 s that it lives. A town that is finished answers 204, and an EventSource stops. A server that is full, or going, says after how many milliseconds to come back (`retry`), and ends the stream.",
  ],
  [
    "paging",
    "Paging",
    "A long list comes `limit` entries at a time. Its `next` is what to give as `after` for the page that follows, and null at the end.",
  ],
  [
    "etags",
    "ETags",
    "What is a function of a town's state carries an ETag that names the moment (`<run_id>-<seq>`). Send it back as `If-None-Match`: as long as nothing has happened, the answer is an empty 304.",
  ],
  [
    "problems",
    "Problems",
    "Every refusal is `application/problem+json` (RFC 9457). People read `detail`: what was wrong, the value, and the rule. Programs go by `code`, which stays. A parameter or a field that isn't known is refused by name; a refused command changes nothing; 429 says in `Retry-After` when to ask again.",
  ],
  [
    "tokens",
    "Tokens",
    "A server that was started without options asks for none. Where it has one, commands need the header `Authorization: Bearer <token>`. It may have a second one, to watch with: then watching needs either of the two. An EventSource can't set headers, so a GET also takes the one to watch with as `?access_token=`. Pages of other sites may read only where whoever runs the server lets them, and never command.",
  ],
  [
    "growing",
    "Growing",
    "Answers and events may come to say more one day: pass over fields, types and codes that you don't know.",
  ],
];
