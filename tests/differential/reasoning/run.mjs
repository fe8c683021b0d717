// Random ontologies, data and queries: the gateway's answers under reasoning against those that an
// independent engine finds in the chase of the same data.
//
// Use: node run.mjs [--cases N] [--seed N] [--one SEED] [-v]     (see README.md)
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import oxigraph from 'oxigraph';
import { withinCluster } from '../cluster.mjs';
import * as compare from '../compare.mjs';
import { Gateway } from '../fuzz/gateway.mjs';
import { Random } from '../fuzz/random.mjs';
import { repository } from '../worlds.mjs';
import { TooLarge, chase } from './chase.mjs';
import { mappingText, randomData, schemaText, triplesOf } from './data.mjs';
import { isExistential, normalised, ontologyText, randomOntology } from './ontology.mjs';
import { CHASED, oracleText, randomQuery, settled, userText, variablesOf } from './query.mjs';
import { randomAxiomAbove, randomRules, rulesText } from './rules.mjs';
import { isNull } from './vocabulary.mjs';

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    one: { type: 'string' },
    verbose: { type: 'boolean', short: 'v', default: false },
  },
});
const QUERIES = 10; // of each ontology with its data
const build = process.env.ANAMORPH_BUILD ?? join(repository, 'build');

withinCluster(build);

// --- A world ----------------------------------------------------------------------------------------

const randomWorld = (seed) => {
  const random = new Random(seed);
  const axioms = randomOntology(random, random.chance(0.8) ? 3 : 0);
  const data = randomData(random);
  if (random.chance(0.4)) {
    axioms.push(...randomRules(random, axioms));
    if (random.chance(0.4)) axioms.push(randomAxiomAbove(random));
  }
  const queries = Array.from({ length: QUERIES }, () => randomQuery(random, data.withGraphs, axioms));
  return { axioms, data, queries };
};

const DEEPEST = 5; // variables that a block may send below one individual

// A store with what holds of named individuals, and beside each graph all that the chase made.
const storeOf = ({ axioms, data }) => {
  const lines = [];
  const existentials = normalised(axioms).filter(isExistential).length;
  for (const [graph, triples] of triplesOf(data))
    for (const triple of chase(triples, axioms, existentials === 0 ? 0 : existentials + DEEPEST - 1, graph === '')) {
      lines.push(`${triple.join(' ')} <${CHASED}${graph}> .`);
      if (!triple.some(isNull)) lines.push(`${triple.join(' ')}${graph === '' ? '' : ` <${graph}>`} .`);
    }
  const store = new oxigraph.Store();
  store.load(lines.join('\n'), { format: 'application/n-quads' });
  return store;
};

const load = (gateway, { axioms, data }) =>
  gateway.load({
    schema: schemaText(data), mapping: mappingText(data), ontology: ontologyText(axioms), rules: rulesText(axioms),
  });

// --- A case -----------------------------------------------------------------------------------------

const expected = (store, query) => {
  const answer = store.query(oracleText(query, false));
  return typeof answer === 'boolean' ? answer
    : answer.map((row) => Object.fromEntries([...row].map(([k, v]) => [k, compare.termText(v)])));
};

// Would the answer be another if every variable stood for a name?
const needsNameless = (store, query) => {
  const [all, named] = [false, true].map((only) => store.query(oracleText(query, only)));
  if (typeof all === 'boolean') return all !== named;
  const text = (rows) => rows.map((row) => [...row].map(([, term]) => compare.termText(term)));
  return all.length !== named.length || !compare.isEmpty(compare.difference(text(all), text(named)));
};

// What is wrong with the answer, or null. REFUSED: it takes more memory than a query may, or 30 s.
const REFUSED = 'refused';
const judge = async (gateway, store, query) => {
  const theirs = expected(store, query);
  let ours;
  try {
    ours = await gateway.ask(userText(query), query.form);
  } catch (error) {
    return [504, 507].includes(error.status) ? REFUSED : `no answer: ${error.message}`;
  }
  if (query.form === 'ASK') return ours.boolean === theirs ? null : `${ours.boolean}, expected ${theirs}`;
  const rows = theirs.map((row) => ours.variables.map((name) => row[name] ?? ''));
  const different = compare.difference(ours.rows, rows);
  if (compare.isEmpty(different)) return null;
  return `${ours.rows.length} rows, expected ${rows.length}\n${compare.describe(different)}`;
};

// --- Smaller ----------------------------------------------------------------------------------------

const without = (list, i) => [...list.slice(0, i), ...list.slice(i + 1)];

// Cases with one thing less.
function* smaller({ axioms, data, queries: [query] }) {
  for (let i = 0; i < axioms.length; i++) yield { axioms: without(axioms, i), data, queries: [query] };
  for (let t = 0; t < data.tables.length; t++) {
    yield { axioms, data: { ...data, tables: without(data.tables, t) }, queries: [query] };
    const table = data.tables[t];
    for (let r = 0; r < table.rows.length; r++) {
      const tables = [...data.tables];
      tables[t] = { ...table, rows: without(table.rows, r) };
      yield { axioms, data: { ...data, tables }, queries: [query] };
    }
  }
  for (let i = 1; i < query.items.length; i++)
    yield { axioms, data, queries: [settled({ ...query, items: without(query.items, i) })] };
  const { block } = query.items[0];
  for (let i = 0; block.atoms.length > 1 && i < block.atoms.length; i++) {
    const atoms = without(block.atoms, i);
    const less = { ...block, atoms, visible: block.visible.filter((v) => variablesOf(atoms).includes(v)) };
    yield { axioms, data, queries: [settled({ ...query, items: [{ kind: 'block', block: less }, ...query.items.slice(1)] })] };
  }
}

const fails = async (gateway, world) => {
  try {
    await load(gateway, world);
    return ![null, REFUSED].includes(await judge(gateway, storeOf(world), world.queries[0]));
  } catch {
    return false;
  }
};

const shrink = async (gateway, world) => {
  for (let again = true, tries = 0; again && tries < 300; ) {
    again = false;
    for (const less of smaller(world)) {
      if (tries++ >= 300) break;
      if (!(await fails(gateway, less))) continue;
      world = less;
      again = true;
      break;
    }
  }
  return world;
};

const show = async (gateway, seed, world, fault) => {
  console.log(`\nfailed  seed ${seed}: ${fault}`);
  const least = await shrink(gateway, world);
  await load(gateway, least);
  const [query] = least.queries;
  const said = await judge(gateway, storeOf(least), query);
  console.log(ontologyText(least.axioms).split('\n').filter((line) => /rdfs:|inverseOf|equiv|Symm/.test(line)).slice(1).join('\n'));
  console.log(rulesText(least.axioms));
  for (const { name, kind, place, graph, key, rows } of least.data.tables)
    console.log(`  ${name} ${kind} ${place}${key ? ' key' : ''} ${graph} ${rows.map((row) => `(${row})`).join(' ')}`);
  console.log(`${userText(query)}\n  -- ${said}`);
  if (options.verbose) console.log(oracleText(query, false));
};

// --- The run ----------------------------------------------------------------------------------------

const folder = mkdtempSync(join(tmpdir(), 'anamorph-reasoning-'));
const gateway = new Gateway(join(build, 'anamorph'), folder, 30);
const count = { passed: 0, failed: 0, large: 0, refused: 0, nameless: 0 };
const cases = options.one ? QUERIES : Number(options.cases);
try {
  for (let seed = Number(options.one ?? options.seed); count.passed + count.failed < cases; seed++) {
    const world = randomWorld(seed);
    let store;
    try {
      store = storeOf(world);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      count.large++;
      continue;
    }
    await load(gateway, world);
    for (const query of world.queries) {
      const fault = await judge(gateway, store, query);
      if (fault === REFUSED) {
        console.log(`refused seed ${seed}: ${userText(query)}`);
        count.refused++;
        continue;
      }
      count[fault === null ? 'passed' : 'failed']++;
      if (needsNameless(store, query)) count.nameless++;
      if (fault === null) continue;
      await show(gateway, seed, { ...world, queries: [query] }, fault);
      await load(gateway, world);
      if (count.failed >= 20) break;
    }
    if (count.failed >= 20 || options.one) break;
  }
} finally {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
}
if (count.large > 0) console.log(`${count.large} ontologies whose chase is too large were left out`);
// Few may be: a refusal tells the user, but answers nothing.
if (count.refused > 0) console.log(`${count.refused} queries took more memory than they may, or more than 30 s`);
if (count.refused * 500 > count.passed) count.failed += count.refused;
console.log(`${count.nameless} answers are other ones because of individuals without a name`);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed === 0 ? 0 : 1;
