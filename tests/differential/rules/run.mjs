// Rules of the user's own, half of the time under an ontology, on random graphs: the gateway's answers against those of an independent
// engine over the dump, closed under the same CONSTRUCT queries group by group.
//
// Use: node run.mjs [--cases N] [--seed N] [--one SEED]     (see README.md)
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
import {
  mappingText, prologue, questions, questionsAbove, randomAxioms, randomData, randomRules, rulesText, schemaText,
} from './rules.mjs';

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    one: { type: 'string' },
  },
});
const build = process.env.ANAMORPH_BUILD ?? join(repository, 'build');

withinCluster(build);

// The least model: each group's rules until nothing is new.
const close = (store, { groups }) => {
  for (const group of groups)
    for (let before = -1; before !== store.size; ) {
      before = store.size;
      for (const text of group)
        for (const quad of store.query(prologue + text)) store.add(quad);
    }
};

const expected = (store, query) => {
  const answer = store.query(query);
  return typeof answer === 'boolean' ? answer
    : answer.map((row) => Object.fromEntries([...row].map(([k, v]) => [k, compare.termText(v)])));
};

// What is wrong with the answer, or null.
const judge = async (gateway, store, query) => {
  const theirs = expected(store, query);
  let ours;
  try {
    ours = await gateway.ask(query, typeof theirs === 'boolean' ? 'ASK' : 'SELECT');
  } catch (error) {
    return `no answer: ${error.message}`;
  }
  if (typeof theirs === 'boolean') return ours.boolean === theirs ? null : `${ours.boolean}, expected ${theirs}`;
  const rows = theirs.map((row) => ours.variables.map((name) => row[name] ?? ''));
  const different = compare.difference(ours.rows, rows);
  if (compare.isEmpty(different)) return null;
  return `${ours.rows.length} rows, expected ${rows.length}\n${compare.describe(different)}`;
};

const lines = (text) => new Set(text.split('\n').filter((line) => line !== ''));

// The dump with rules holds what the closed store holds.
const judgeDump = (gateway, store) => {
  const ours = lines(gateway.dump()), theirs = lines(store.dump({ format: 'application/n-quads' }));
  const more = [...ours].filter((line) => !theirs.has(line)), less = [...theirs].filter((line) => !ours.has(line));
  return more.length + less.length === 0 ? null : `dump: ${more.length} too many, ${less.length} missing: ${more[0] ?? less[0]}`;
};

const folder = mkdtempSync(join(tmpdir(), 'anamorph-rules-'));
const gateway = new Gateway(join(build, 'anamorph'), folder, 30);
const count = { passed: 0, failed: 0, worlds: 0 };
const cases = options.one ? 1 : Number(options.cases);
try {
  for (let seed = Number(options.one ?? options.seed); count.passed + count.failed < cases; seed++) {
    const random = new Random(seed);
    const data = randomData(random), rules = randomRules(random), text = rulesText(rules, random);
    const world = { schema: schemaText(data), mapping: mappingText(data) };
    await gateway.load(world);
    const store = new oxigraph.Store();
    store.load(gateway.dump(), { format: 'application/n-quads' });
    const axioms = random.chance(0.5) ? randomAxioms(random, rules) : null;
    close(store, axioms === null ? rules : { groups: [axioms.before, ...rules.groups, axioms.after] });
    const faults = [];
    try {
      await gateway.load({ ...world, rules: text, ontology: axioms?.text });
      for (const query of [...questions(rules, random), ...(axioms === null ? [] : questionsAbove)]) {
        const fault = await judge(gateway, store, query);
        count[fault === null ? 'passed' : 'failed']++;
        if (fault !== null) faults.push(`${query.split('\n')[1]}\n  -- ${fault}`);
      }
      const fault = judgeDump(gateway, store);
      count[fault === null ? 'passed' : 'failed']++;
      if (fault !== null) faults.push(fault);
    } catch (error) {
      count.failed++;
      faults.push(error.message);
    }
    count.worlds++;
    if (faults.length > 0) {
      console.log(`\nfailed  seed ${seed}\n${text}${axioms?.text ?? ''}`);
      for (const fault of faults.slice(0, 3)) console.log(fault);
    }
    if (count.failed >= 20) break;
  }
} finally {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`rules: ${count.worlds} worlds`);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed === 0 ? 0 : 1);
