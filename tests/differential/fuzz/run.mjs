// Random worlds and queries: the gateway's answers against the independent engine's over a graph that
// is made of the rows by R2RML alone.
//
// Use: node run.mjs [--count N] [--seed N] [--queries N] [--without] [--shapes] [--write FOLDER] [--found] [-v]
// (see README.md)
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import oxigraph from 'oxigraph';
import { withinCluster } from '../cluster.mjs';
import * as compare from '../compare.mjs';
import { Crash, Reference } from '../engine.mjs';
import { repository } from '../worlds.mjs';
import { departureOf, zoneOf } from './departures.mjs';
import { answerText, difference, readCase, writeCase } from './found.mjs';
import { Gateway, GatewayError, optionsOf } from './gateway.mjs';
import { judge } from './judge.mjs';
import { materialise, nquads, withUnion } from './materialise.mjs';
import { randomQuery } from './query.mjs';
import { Random } from './random.mjs';
import { Constants, face, facedQuery } from './shapes.mjs';
import { shrink } from './shrink.mjs';
import { queryText } from './sparql.mjs';
import { spell } from './spell.mjs';
import { schemaText } from './sql.mjs';
import { mappingText } from './turtle.mjs';
import { BASE, randomWorld } from './world.mjs';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '500' }, // queries
    seed: { type: 'string', default: '1' }, // of the first world
    queries: { type: 'string', default: '60' }, // in each world
    only: { type: 'string' }, // one query of the first world
    shrink: { type: 'string', default: '60' }, // seconds for each failure; 0: not at all
    most: { type: 'string', default: '20' }, // failures, then it stops
    write: { type: 'string' }, // a folder for failures made small
    without: { type: 'boolean', default: false }, // each pass off in turn
    shapes: { type: 'boolean', default: false }, // each query with other constants, too
    found: { type: 'boolean', default: false }, // the cases in found/, no random ones
    verbose: { type: 'boolean', short: 'v', default: false },
  },
});
const number = (name) => Number(options[name]);

const here = fileURLToPath(new URL('.', import.meta.url));
const build = process.env.ANAMORPH_BUILD ?? join(repository, 'build');
const SECONDS = 10;
const VARIANTS = 2; // of a query's shape

withinCluster(build);

const folder = mkdtempSync(join(tmpdir(), 'anamorph-fuzz-'));
const gateway = new Gateway(join(build, 'anamorph'), folder, SECONDS);
const reference = new Reference(SECONDS);
const count = { passed: 0, failed: 0, departed: 0, unsupported: 0, invalid: 0, slow: 0, crashed: 0 };
const reasons = new Map();
let hits = 0; // of the plan cache

const note = (outcome, reason) => {
  count[outcome]++;
  if (reason) reasons.set(`${outcome}: ${reason}`, (reasons.get(`${outcome}: ${reason}`) ?? 0) + 1);
};

const parse = (text, format = 'application/n-triples') => oxigraph.parse(text, { format }).map((q) =>
  [q.subject, q.predicate, q.object, ...(format === 'application/n-quads' ? [q.graph] : [])].map(compare.termText),
);

// --- One world, one query ---------------------------------------------------------------------------

const attempt = async (action) => {
  try {
    return await action();
  } catch (error) {
    return error;
  }
};

// What departures are told by, of the graph that is loaded.
let facts = {};

const factsOf = (quads) => {
  const literals = quads.map((quad) => quad[2]).filter((term) => term.startsWith('"'));
  return {
    types: new Set(literals.map((term) => /\^\^<([^>]*)>$/.exec(term)?.[1])),
    languages: literals.some((term) => /"@[a-z-]+$/.test(term)),
    zones: new Set(literals.map(zoneOf)),
    nodes: new Set(quads.flatMap(([s, , o]) => [s, o])),
  };
};

// Loads a world into both. Null, or what is wrong with the dump.
const load = async (world, quads, without) => {
  facts = factsOf(quads);
  await gateway.load(world, without);
  const text = nquads(quads);
  const file = join(folder, 'graph.nq');
  writeFileSync(file, world.union ? nquads(withUnion(quads)) : text);
  await reference.load(file);
  const format = 'application/n-quads';
  const different = compare.difference(parse(gateway.dump(), format), parse(text, format));
  return compare.isEmpty(different) ? null : { kind: 'dump', text: `other dump\n${compare.describe(different)}` };
};

// The construct, without its place.
const unsupported = (message) => /not supported yet: ([^"\n]*)/.exec(message)?.[1] ?? message.split('\n')[0];

// How a query is sent: its dataset as it stands, or (SPARQL 1.1 Protocol, 2.1.4) as parameters that go before
// what the text says, which is then something else.
const sendingOf = (query) => {
  if (!query.protocol || query.from.length + query.fromNamed.length === 0) return { text: queryText(query), dataset: null };
  return { text: queryText({ ...query, from: ['<urn:not:this>'], fromNamed: [] }), dataset: query };
};

// { outcome, reason?, fault? } for a query over what is loaded.
const tryQuery = async (query) => {
  const { text, dataset } = sendingOf(query);
  const ours = await attempt(() => gateway.ask(text, query.form, dataset));
  if (ours instanceof GatewayError && ours.status === 501) return { outcome: 'unsupported', reason: unsupported(ours.message) };
  const theirs = await attempt(() => reference.ask(`BASE <${BASE}>\n${queryText(spell(query))}`));
  if (theirs instanceof Error && /no answer in/.test(theirs.message)) return { outcome: 'slow', reason: theirs.message };
  if (ours instanceof GatewayError && ours.status === 504) return { outcome: 'slow', reason: `ours: ${ours.message}` };
  const departure = departureOf(query, { theirs, ...facts });
  if (ours instanceof Error) {
    if (theirs instanceof Error && !(theirs instanceof Crash) && ours.status === 400) return { outcome: 'invalid', reason: theirs.message.slice(0, 80) };
    const kind = ours instanceof GatewayError ? `error ${ours.status} ${ours.message.slice(0, 30)}` : 'crash';
    return { outcome: 'failed', fault: { kind, text: `${ours.message}\n${gateway.errors()}` }, ours, theirs };
  }
  if (theirs instanceof Crash) return { outcome: 'crashed', reason: `theirs: ${theirs.message}` };
  if (departure && theirs instanceof Error) return { outcome: 'departed', reason: departure.reason };
  if (theirs instanceof Error) return { outcome: 'failed', fault: { kind: 'theirs', text: `the reference says: ${theirs.message}` }, ours, theirs };
  const wrong = await attempt(() => judge(reference, parse, query, ours, theirs));
  if (wrong === null) return { outcome: 'passed' };
  if (departure) return { outcome: 'departed', reason: departure.reason };
  if (wrong instanceof Error) return { outcome: 'slow', reason: wrong.message };
  return { outcome: 'failed', fault: { kind: 'wrong', text: wrong }, ours, theirs };
};

// --- Failures ---------------------------------------------------------------------------------------

// After a crash: the same world, the same passes.
const again = () => attempt(() => gateway.start(gateway.without));

// The same of a query that is asked when others were, by a gateway that knows no other.
const tryAfter = async (before, query) => {
  if (before.length > 0) await gateway.start(gateway.without);
  for (const earlier of before) {
    const { text, dataset } = sendingOf(earlier);
    await attempt(() => gateway.ask(text, earlier.form, dataset));
  }
  return tryQuery(query);
};

// The last face of a faced query (shapes.mjs), after the others; of a plain one, itself.
const tryFaces = (query, faces) =>
  tryAfter(Array.from({ length: faces - 1 }, (_, i) => face(query, i)), face(query, faces - 1));

const sameFault = async (kind, query, faces) => {
  const result = await attempt(() => tryFaces(query, faces));
  if (result instanceof Error) return false; // what is left is no query
  const { outcome, fault } = result;
  if (fault?.kind === 'crash') await again();
  return outcome === 'failed' && fault.kind === kind;
};

const makeSmall = async (world, query, faces, fault, without) => {
  const deadline = Date.now() + number('shrink') * 1000;
  if (query) query = await shrink(query, (smaller) => sameFault(fault.kind, smaller, faces), deadline);
  const fails = async (smaller) => {
    try {
      const wrong = await load(smaller, materialise(smaller), without);
      if (!query) return wrong?.kind === fault.kind;
      return wrong === null && (await sameFault(fault.kind, query, faces));
    } catch {
      return false;
    }
  };
  world = await shrink(world, fails, deadline);
  if (query && (await fails(world))) query = await shrink(query, (smaller) => sameFault(fault.kind, smaller, faces), deadline);
  return { world, query };
};

const texts = (query, faces) => Array.from({ length: faces }, (_, i) => queryText(face(query, i))).join('\n-- then\n');

// query: a faced one, of so many faces; one: a plain query.
const report = async (name, world, query, fault, pass = null, faces = 1) => {
  note('failed');
  console.log(`\nfailed  ${name}: ${fault.text}`);
  if (query && options.verbose) console.log(texts(query, faces));
  if (number('shrink') === 0) return query && console.log(texts(query, faces));
  const without = pass === null ? [] : [pass];
  const small = await makeSmall(world, query, faces, fault, without);
  await attempt(() => load(small.world, materialise(small.world), without));
  const result = small.query ? await tryFaces(small.query, faces) : null;
  console.log(`-- made small: ${result?.fault?.text ?? ''}\n${schemaText(small.world)}\n${mappingText(small.world)}`);
  if (small.query) console.log(texts(small.query, faces));
  if (!options.write) return;
  const theirs = result?.theirs ?? {};
  const last = small.query && face(small.query, faces - 1);
  writeCase(join(options.write, name), {
    'schema.sql': schemaText(small.world),
    'mapping.ttl': mappingText(small.world),
    'ontology.ttl': small.world.ontology,
    'options.txt': optionsOf(small.world).join(' '),
    'before.rq': faces > 1 ? `${queryText(face(small.query, 0))}\n` : null,
    'query.rq': last ? `${queryText(last)}\n` : null,
    'expected.txt': last
      ? theirs instanceof Error ? null : answerText(last, theirs)
      : answerText(null, { quads: parse(nquads(materialise(small.world)), 'application/n-quads') }),
  });
};

// --- Runs -------------------------------------------------------------------------------------------

const runWorld = async (seed, queries) => {
  const world = randomWorld(new Random(seed));
  world.union = seed % 4 === 0;
  const quads = materialise(world);
  const wrong = await attempt(() => load(world, quads));
  if (wrong instanceof Error) return report(`w${seed}`, world, null, { kind: 'load', text: String(wrong.message).slice(0, 800) });
  if (wrong) return report(`w${seed}`, world, null, wrong);
  for (const pass of options.without ? [...passes(), null] : [null]) {
    if (pass !== null) await gateway.start([pass]);
    else if (options.without) await gateway.start();
    await askAll(seed, queries, world, quads, pass);
  }
  if (options.shapes) hits += await gateway.cacheHits();
};

// The passes of the optimiser, by name.
const passes = () =>
  [...readFileSync(join(repository, 'rewriter', 'pass', 'pass.def'), 'utf8').matchAll(/^PASS\((\w+)/gm)].map(([, name]) => name);

// The variants of a query that was asked. False: the gateway has a world no longer.
const askVariants = async (name, random, query, constants, world, quads, pass) => {
  const faced = facedQuery(random, query, constants, VARIANTS);
  for (let i = 1; faced !== null && i <= VARIANTS; i++) {
    const { outcome, reason, fault } = await tryQuery(face(faced, i));
    if (outcome !== 'failed') {
      note(outcome, reason);
      continue;
    }
    if (fault.kind === 'crash') await again();
    // Is it this query alone, or what was asked before?
    const without = gateway.without;
    await again();
    if (await sameFault(fault.kind, face(faced, i), 1)) await report(`${name}v${i}`, world, face(faced, i), fault, pass);
    else {
      const before = i > 1 && !(await sameFault(fault.kind, face(faced, 0, i), 2)) ? i - 1 : 0;
      await report(`${name}v${i}`, world, face(faced, before, i), fault, pass, 2);
    }
    if ((await attempt(() => load(world, quads, without))) instanceof Error) return false;
  }
  return true;
};

const askAll = async (seed, queries, world, quads, pass) => {
  const constants = new Constants(quads);
  for (let i = 0; i < queries && count.failed < number('most'); i++) {
    if (options.only !== undefined && i !== Number(options.only)) continue;
    const query = randomQuery(new Random(seed * 100003 + i + 1), quads);
    query.protocol = i % 2 === 1;
    const name = `w${seed}q${i}${pass === null ? '' : `-${pass}`}`;
    const { outcome, reason, fault } = await tryQuery(query);
    if (outcome !== 'failed') {
      note(outcome, reason);
      if (options.verbose) console.log(`${outcome} ${name} ${reason ?? ''}\n${queryText(query)}`);
      if (!options.shapes || outcome === 'slow') continue;
      const random = new Random(seed * 100003 + i + 50001);
      if (!(await askVariants(name, random, query, constants, world, quads, pass))) return;
      continue;
    }
    if (fault.kind === 'crash') await again();
    await report(name, world, query, fault, pass);
    if ((await attempt(() => load(world, quads, pass === null ? [] : [pass]))) instanceof Error) return;
  }
};

const formOf = (text) => /\b(SELECT|ASK|CONSTRUCT)\b/.exec(text)?.[1];

const runFound = async () => {
  const root = join(here, 'found');
  for (const name of existsSync(root) ? readdirSync(root).sort() : []) {
    const { world, before, query, expected } = readCase(join(root, name));
    const wrong = await attempt(async () => {
      await gateway.load(world);
      if (before !== null) await gateway.ask(before, formOf(before));
      if (query === null) {
        const format = 'application/n-quads';
        const ours = answerText(null, { quads: parse(gateway.dump(), format) });
        return ours === expected ? null : ours;
      }
      const form = formOf(query);
      return difference(expected, query, form, await gateway.ask(query, form), parse);
    });
    note(wrong === null ? 'passed' : 'failed');
    if (wrong !== null) console.log(`  failed  ${name}: ${wrong instanceof Error ? wrong.message : `\n${wrong}`}`);
  }
};

const started = Date.now();
try {
  if (options.found) await runFound();
  else {
    let left = number('count');
    for (let seed = number('seed'); left > 0 && count.failed < number('most'); seed++) {
      await runWorld(seed, Math.min(left, number('queries')));
      left -= number('queries');
    }
  }
} finally {
  await gateway.stop();
  reference.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const [reason, times] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`  ${times} × ${reason}`);
const seconds = (Date.now() - started) / 1000;
const asked = count.passed + count.failed + count.departed + count.unsupported + count.invalid + count.slow + count.crashed;
console.log(`${asked} queries, ${(asked / seconds).toFixed(0)} a second; ${Object.entries(count).filter(([, n]) => n > 0).map(([k, n]) => `${n} ${k}`).join(', ')}`);
if (options.shapes) console.log(`${hits} answered by the plan of another`);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed === 0 ? 0 : 1);
