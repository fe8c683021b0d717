// owl:sameAs on random graphs: the gateway's answers against those of an independent engine over the
// closure under OWL 2 RL's rules for equality.
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

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    one: { type: 'string' },
  },
});
const build = process.env.ANAMORPH_BUILD ?? join(repository, 'build');

withinCluster(build);

// --- Worlds -----------------------------------------------------------------------------------------

const NS = 'http://same.example/';
const SAME = 'http://www.w3.org/2002/07/owl#sameAs';
const TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const NODES = 6;
const EDGES = ['p', 'f', 'g', 'same'];
const iri = (name) => `<${NS}${name}>`;
const nameOf = (edge) => (edge === 'same' ? `<${SAME}>` : iri(edge));

// Edges go from n/… to n/… or m/…; `k` is a value by which members of C are told apart.
const randomData = (random) => {
  const pairs = (most) => {
    const rows = new Map();
    for (let n = random.between(0, most); n > 0; n--) {
      const row = [random.between(1, NODES), random.between(1, NODES)];
      rows.set(row.join(), row);
    }
    return [...rows.values()];
  };
  return {
    edges: EDGES.map((name) => ({ name, to: random.pick(['n', 'm']), rows: pairs(name === 'p' ? 5 : 3) })),
    members: random.some([1, 2, 3, 4, 5, 6], random.int(4)),
    values: [1, 2, 3, 4, 5, 6].filter(() => random.chance(0.4)).map((id) => [id, random.int(3)]),
  };
};

const AXIOMS = {
  functional: ':f a owl:FunctionalProperty , owl:ObjectProperty .',
  inverse: ':g a owl:InverseFunctionalProperty , owl:ObjectProperty .',
  key: ':C owl:hasKey ( :k ) . :k a owl:DatatypeProperty .',
  sub: ':f rdfs:subPropertyOf :p .',
  range: ':g rdfs:range :C .',
  transitive: ':p a owl:TransitiveProperty .',
};

const randomAxioms = (random) => Object.keys(AXIOMS).filter(() => random.chance(0.4));

const ontologyText = (axioms) =>
  `@prefix : <${NS}> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n` +
  `<${NS}> a owl:Ontology .\n:p a owl:ObjectProperty . :f a owl:ObjectProperty . :g a owl:ObjectProperty . :k a owl:DatatypeProperty . :C a owl:Class .\n` +
  axioms.map((name) => AXIOMS[name]).join('\n');

const tableText = (name, columns, rows) =>
  `CREATE TABLE "t_${name}" (${columns.map((c) => `${c} int NOT NULL`).join(', ')}, PRIMARY KEY (${columns.join(', ')}));\n${
    rows.length > 0 ? `INSERT INTO "t_${name}" VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')};\n` : ''}`;

const schemaText = ({ edges, members, values }) =>
  edges.map(({ name, rows }) => tableText(name, ['a', 'b'], rows)).join('') +
  tableText('C', ['a'], members.map((id) => [id])) + tableText('k', ['a', 'b'], values);

const mappingText = ({ edges }) => {
  const map = (name, rest) =>
    `<#${name}> rr:logicalTable [ rr:tableName "\\"t_${name}\\"" ] ;\n  rr:subjectMap [ rr:template "${NS}n/{a}"${rest} .\n`;
  return `@base <${NS}map/> .\n@prefix rr: <http://www.w3.org/ns/r2rml#> .\n${
    edges.map(({ name, to }) => map(name, ` ] ;\n  rr:predicateObjectMap [ rr:predicate ${nameOf(name)} ; rr:objectMap [ rr:template "${NS}${to}/{b}" ] ]`)).join('')
  }${map('C', ` ; rr:class ${iri('C')} ]`)}${map('k', ` ] ;\n  rr:predicateObjectMap [ rr:predicate ${iri('k')} ; rr:objectMap [ rr:column "b" ] ]`)}`;
};

// --- Closure ----------------------------------------------------------------------------------------

const triplesOf = ({ edges, members, values }) => [
  ...edges.flatMap(({ name, to, rows }) => rows.map(([a, b]) => [iri(`n/${a}`), nameOf(name), iri(`${to}/${b}`)])),
  ...members.map((id) => [iri(`n/${id}`), `<${TYPE}>`, iri('C')]),
  ...values.map(([a, b]) => [iri(`n/${a}`), iri('k'), `"${b}"^^<http://www.w3.org/2001/XMLSchema#integer>`]),
];

const unique = (triples) => [...new Map(triples.map((t) => [t.join(' '), t])).values()];

// Everything but equality's own rules.
const implied = (triples, axioms) => {
  const by = (p) => triples.filter(([, q]) => q === iri(p));
  const out = [];
  const same = (a, b) => a !== b && out.push([a, `<${SAME}>`, b]);
  if (axioms.includes('functional')) for (const [x, , a] of by('f')) for (const [y, , b] of by('f')) if (x === y) same(a, b);
  if (axioms.includes('inverse')) for (const [a, , x] of by('g')) for (const [b, , y] of by('g')) if (x === y) same(a, b);
  if (axioms.includes('key')) {
    const members = new Set(triples.filter(([, p, o]) => p === `<${TYPE}>` && o === iri('C')).map(([s]) => s));
    for (const [a, , v] of by('k')) for (const [b, , w] of by('k')) if (v === w && members.has(a) && members.has(b)) same(a, b);
  }
  if (axioms.includes('sub')) for (const [a, , b] of by('f')) out.push([a, iri('p'), b]);
  if (axioms.includes('range')) for (const [, , b] of by('g')) out.push([b, `<${TYPE}>`, iri('C')]);
  if (axioms.includes('transitive')) for (const [a, , x] of by('p')) for (const [y, , b] of by('p')) if (x === y) out.push([a, iri('p'), b]);
  return out;
};

const fixpoint = (triples, step) => {
  for (let before = -1; before !== triples.length; ) {
    before = triples.length;
    triples = unique([...triples, ...step(triples)]);
  }
  return triples;
};

// The classes of what the graph says is the same, as a function to their sorted members.
const classesOf = (triples) => {
  const classes = new Map();
  for (const [a, p, b] of triples) {
    if (p !== `<${SAME}>`) continue;
    const all = [...new Set([...(classes.get(a) ?? [a]), ...(classes.get(b) ?? [b])])].sort();
    for (const member of all) classes.set(member, all);
  }
  return (term) => classes.get(term) ?? [term];
};

const merged = (triples, classes) =>
  unique(triples.flatMap(([s, p, o]) =>
    p === `<${SAME}>` ? [[s, p, o]] : classes(s).flatMap((a) => classes(o).map((b) => [a, p, b]))));

// The graph as round after round merges it. null: one round is not enough.
const closure = (data, axioms) => {
  let triples = fixpoint(triplesOf(data), (now) => implied(now, axioms));
  for (let round = 0; round < 4; round++) {
    const classes = classesOf(triples);
    const next = fixpoint(triples, (now) => [...implied(now, axioms), ...merged(now, classes)]);
    const settled = classesOf(next);
    const same = next.every(([s, , o]) => settled(s).length === classes(s).length && settled(o).length === classes(o).length);
    if (same) return round > 0 ? null : { triples: next, classes };
    triples = next;
  }
  return null;
};

const storeOf = ({ triples, classes }) => {
  const store = new oxigraph.Store();
  const equal = new Map(triples.flatMap(([s, , o]) => [[s, classes(s)], [o, classes(o)]]));
  const pairs = [...equal.values()].filter((c) => c.length > 1).flatMap((c) => c.flatMap((a) => c.map((b) => [a, `<${SAME}>`, b])));
  store.load([...triples, ...pairs].map((t) => `${t.join(' ')} .`).join('\n'), { format: 'application/n-triples' });
  return store;
};

const quotient = ({ triples, classes }) => {
  const store = new oxigraph.Store();
  const least = (term) => classes(term)[0];
  store.load(triples.filter(([, p]) => p !== `<${SAME}>`).map(([s, p, o]) => `${least(s)} ${p} ${least(o)} .`).join('\n'),
    { format: 'application/n-triples' });
  return store;
};

// --- Questions --------------------------------------------------------------------------------------

// ask: with a way to write a node, so that the quotient is asked of the node's representative.
const questions = (random) => {
  const node = () => `n/${random.between(1, NODES)}`;
  const [a, b] = [node(), node()];
  const edge = () => iri(random.pick(['p', 'f', 'g']));
  const [e, d] = [edge(), edge()];
  return [
    () => `SELECT ?x ?y { ?x ${e} ?y }`,
    (n) => `SELECT ?y { ${n(a)} ${e} ?y }`,
    (n) => `SELECT ?x { ?x ${e} ${n(b)} }`,
    () => `SELECT ?x ?z { ?x ${e} ?y . ?y ${d} ?z }`,
    () => `SELECT DISTINCT ?x { ?x a ${iri('C')} }`,
    () => `SELECT ?x ?v { ?x ${iri('k')} ?v OPTIONAL { ?x ${e} ?y } }`,
    () => `SELECT ?x { ?x ${e} ?y FILTER NOT EXISTS { ?y ${d} ?z } }`,
    () => `SELECT ?x { ?x ${e} ?x }`,
    () => `SELECT (COUNT(*) AS ?n) { ?x ${e} ?y . ?x ${iri('k')} ?v }`,
    () => `SELECT ?x ?y { ?x ${e}+ ?y }`,
    (n) => `SELECT ?p ?y { ${n(a)} ?p ?y FILTER(?p != <${SAME}>) }`,
    (n) => `ASK { ${n(a)} ${e} ${n(b)} }`,
  ];
};

const judge = async (gateway, store, ours, theirs) => {
  const expected = store.query(theirs);
  const form = typeof expected === 'boolean' ? 'ASK' : 'SELECT';
  let answer;
  try {
    answer = await gateway.ask(ours, form);
  } catch (error) {
    return `no answer: ${error.message}`;
  }
  if (form === 'ASK') return answer.boolean === expected ? null : `${answer.boolean}, expected ${expected}`;
  const rows = expected.map((row) => {
    const named = Object.fromEntries([...row].map(([k, v]) => [k, compare.termText(v)]));
    return answer.variables.map((name) => named[name] ?? '');
  });
  const different = compare.difference(answer.rows, rows);
  return compare.isEmpty(different) ? null
    : `${answer.rows.length} rows, expected ${rows.length}\n${compare.describe(different)}`;
};

// --- The run ----------------------------------------------------------------------------------------

const folder = mkdtempSync(join(tmpdir(), 'anamorph-same-'));
const gateway = new Gateway(join(build, 'anamorph'), folder, 60);
const count = { passed: 0, failed: 0, worlds: 0, deeper: 0 };
const cases = options.one ? 1 : Number(options.cases);
try {
  for (let seed = Number(options.one ?? options.seed); count.passed + count.failed < cases; seed++) {
    const random = new Random(seed);
    const data = randomData(random), axioms = randomAxioms(random);
    const closed = closure(data, axioms);
    if (closed === null) {
      count.deeper++;
      if (options.one) break;
      continue;
    }
    const mode = random.pick(['members', 'representatives']);
    const store = mode === 'members' ? storeOf(closed) : quotient(closed);
    const node = (name) => iri(name);
    const theirs = mode === 'members' ? node : (name) => closed.classes(node(name))[0];
    const world = { schema: schemaText(data), mapping: mappingText(data), ontology: ontologyText(axioms), options: [`--same-as=${mode}`] };
    await gateway.load(world);
    const faults = [];
    for (const question of questions(random)) {
      const text = question(node);
      const fault = await judge(gateway, store, text, question(theirs));
      count[fault === null ? 'passed' : 'failed']++;
      if (fault !== null) faults.push(`${text}\n  -- ${fault}`);
    }
    count.worlds++;
    if (faults.length > 0) {
      console.log(`\nfailed  seed ${seed}, ${mode}, ${axioms.join(' ')}`);
      for (const { name, to, rows } of data.edges) console.log(`  ${name} -> ${to}: ${rows.map((row) => `(${row})`).join(' ')}`);
      console.log(`  C: ${data.members}; k: ${data.values.map((row) => `(${row})`).join(' ')}`);
      for (const fault of faults.slice(0, 3)) console.log(fault);
    }
    if (count.failed >= 20) break;
  }
} finally {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`owl:sameAs: ${count.worlds} worlds, ${count.deeper} left out that need more rounds`);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed === 0 ? 0 : 1);
