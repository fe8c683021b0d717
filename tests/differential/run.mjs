// The gateway's answers against an independent engine's: for each world, the virtual graph is dumped,
// the dump is loaded into oxigraph, and every query is asked in both.
//
// Use: node run.mjs [-v] [--small] [--write] [WORLD[/QUERY] …]     (see README.md)
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { withinCluster } from './cluster.mjs';
import * as compare from './compare.mjs';
import { departureOf } from './departures.mjs';
import { Reference } from './engine.mjs';
import { factsOf, updatesOf } from './entailed.mjs';
import { markdown, shownAnswer, withAnswer } from './readme.mjs';
import { here, repository, worlds } from './worlds.mjs';

const QUERY_SECONDS = Number(process.env.ANAMORPH_QUERY_SECONDS ?? 120);
const build = process.env.ANAMORPH_BUILD ?? join(repository, 'build');
const anamorph = join(build, 'anamorph');
const options = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const verbose = options.includes('-v');

withinCluster(build);

// --- The two engines ----------------------------------------------------------------------------

class OutOfScope extends Error {}

const run = (args, input) =>
  new Promise((resolve, reject) => {
    const child = spawn(anamorph, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), QUERY_SECONDS * 1000);
    const out = [];
    let errors = '';
    child.stdout.on('data', (data) => out.push(data));
    child.stderr.on('data', (data) => (errors += data));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve(Buffer.concat(out).toString('utf8'));
      const missing = /not supported yet: ([^\n]*)/.exec(errors);
      if (missing) return reject(new OutOfScope(missing[1]));
      const why = signal === 'SIGKILL' ? `no answer in ${QUERY_SECONDS} s` : signal ?? `exit code ${code}`;
      reject(new Error(`${why}: ${errors.trim().slice(0, 600)}`));
    });
    child.stdin.end(input ?? '');
  });

// The form of a query, from the first keyword after its prologue.
const formOf = (query) => {
  const bare = compare
    .stripComments(query)
    .replace(/\bBASE\s*<[^>]*>|\bPREFIX\s+[^\s:]*:\s*<[^>]*>/gi, ' ');
  return /\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i.exec(bare)?.[1].toUpperCase() ?? 'SELECT';
};

const askGateway = async (setting, file, query) => {
  const form = formOf(query);
  const graph = form === 'CONSTRUCT' || form === 'DESCRIBE';
  const text = await run(['query', ...setting, '-f', graph ? 'nt' : 'json', file]);
  if (graph) {
    const answer = join(setting.folder, 'answer.nt');
    writeFileSync(answer, text);
    return { form, answer };
  }
  const json = JSON.parse(text);
  if (form === 'ASK') return { form, boolean: json.boolean };
  const variables = json.head.vars;
  const rows = json.results.bindings.map((b) => variables.map((v) => compare.jsonTermText(b[v])));
  return { form, variables, rows };
};

// --- One query ------------------------------------------------------------------------------------

const judgeRows = async (reference, query, ours) => {
  const open = compare.loose(query);
  const rowsOf = (answer) =>
    compare.loosen(
      answer.rows.map((row) => ours.variables.map((name) => row[name] ?? '')),
      ours.variables,
      open,
    );
  const theirs = rowsOf(await reference.ask(query));
  const mine = compare.loosen(ours.rows, ours.variables, open);
  const { ordered, keys, sliced } = compare.modifiers(query);
  const different = compare.difference(mine, theirs);
  const tell = (what) =>
    `${what} (${mine.length} rows, theirs ${theirs.length})\n${compare.describe(different)}`;

  if (mine.length !== theirs.length) return tell('other number of rows');
  if (!compare.isEmpty(different)) {
    // Without a total order a slice may be any part of the whole answer.
    if (!sliced) return tell('other rows');
    const whole = rowsOf(await reference.ask(compare.withoutSlice(query)));
    if (!compare.isContained(mine, whole)) return tell('rows that the whole answer does not have');
  }
  if (ordered && keys !== null) {
    const places = keys.map((key) => ours.variables.indexOf(key)).filter((place) => place >= 0);
    const same = (a, b) => compare.isNear(a, b) || (a.startsWith('_:') && b.startsWith('_:'));
    for (let i = 0; i < mine.length; i++) {
      const place = places.find((p) => !same(mine[i][p], theirs[i][p]));
      if (place !== undefined)
        return `other order at row ${i + 1}: ${mine[i][place]} / theirs ${theirs[i][place]}`;
    }
  }
  return null;
};

const judge = async (reference, setting, file, query) => {
  const ours = await askGateway(setting, file, query);
  if (ours.form === 'ASK') {
    const { boolean } = await reference.ask(query);
    const fault = ours.boolean === boolean ? null : `${ours.boolean}, theirs ${boolean}`;
    return { count: 1, fault, answer: ours };
  }
  if (ours.form === 'SELECT')
    return { count: ours.rows.length, fault: await judgeRows(reference, query, ours), answer: ours };
  const graph = (await reference.parse(ours.answer, 'application/n-triples')).map((q) => q.slice(0, 3));
  const unique = [...new Map(graph.map((triple) => [triple.join(' '), triple])).values()];
  if (ours.form === 'DESCRIBE') {
    // What describes a resource is ours to choose; but it is said of the graph, and is not nothing.
    const fault = unique.length > 0 ? null : 'an empty description';
    return { count: unique.length, fault, answer: { quads: unique } };
  }
  const theirs = (await reference.ask(query)).quads ?? [];
  const different = compare.difference(unique, theirs);
  const fault = compare.isEmpty(different) ? null : `other graph\n${compare.describe(different)}`;
  return { count: unique.length, fault, answer: { quads: unique } };
};

// Where GROUP_CONCAT leaves the order open.
const sameLetters = (query, a, b) =>
  compare.loose(query).concat.size > 0 && [...a.trim()].sort().join() === [...b.trim()].sort().join();

// The README of an example shows each question's answer.
const checkReadme = (world, name, query, answer) => {
  const file = join(world.root, 'README.md');
  if (!world.readme || !existsSync(file)) return;
  const readme = readFileSync(file, 'utf8');
  const shown = shownAnswer(readme, name);
  if (shown === null) return note('failed', `${name} in README.md`, 'it has no place for the answer');
  const text = markdown(answer);
  if (options.includes('--write')) writeFileSync(file, withAnswer(readme, name, text));
  else if (shown !== text.trim() && !sameLetters(query, shown, text)) return note('failed', `${name} in README.md`, `it says\n${shown}\n  now\n${text}`);
  note('passed', `${name} in README.md`);
};

// --- One world ----------------------------------------------------------------------------------

const total = { passed: 0, failed: 0, skipped: 0 };
const note = (outcome, name, text = '') => {
  total[outcome]++;
  if (outcome !== 'passed' || verbose) console.log(`  ${outcome}  ${name}${text ? `: ${text}` : ''}`);
};

const unpack = (path, folder) => {
  if (!path.endsWith('.xz')) return path;
  const target = join(folder, basename(path, '.xz'));
  writeFileSync(target, execFileSync('xz', ['-dc', '--', path], { maxBuffer: 1 << 30 }));
  return target;
};

const psql = (database, args, cwd) =>
  execFileSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', database, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1 << 26,
  });

// Keys that the data may or may not satisfy: each by itself, what fails is left out.
const promised = (path) => {
  const statements = readFileSync(path, 'utf8').split(';').map((text) => text.replace(/^\s*(--.*\s*)*/, ''));
  const keys = statements.filter((text) => /^(ALTER|CREATE)/.test(text));
  const attempts = keys.map((text) => `BEGIN EXECUTE $x$${text}$x$; EXCEPTION WHEN OTHERS THEN NULL; END;`);
  return `DO $$ BEGIN ${attempts.join(' ')} END $$`;
};

const fill = (database, world, folder) => {
  psql('postgres', ['-c', `DROP DATABASE IF EXISTS ${database}`, '-c', `CREATE DATABASE ${database}`]);
  for (const file of world.load) {
    const path = unpack(join(world.root, file), folder);
    psql(database, ['-f', path], join(path, '..'));
  }
  if (world.unique) psql(database, ['-f', world.unique]);
  if (world.keys) psql(database, ['-c', promised(join(world.root, world.keys))]);
  psql(database, ['-c', 'VACUUM ANALYZE']);
};

// ANAMORPH_READ_ONLY=1: the gateway comes as a role that may read and nothing else, in transactions
// that refuse to write; afterwards PostgreSQL is asked whether anything was written.
const readOnly = process.env.ANAMORPH_READ_ONLY === '1';
const READER = 'differential_reader';

const admitReader = (database) => {
  psql(database, [
    '-c',
    `DO $$
     DECLARE name text;
     BEGIN
       IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${READER}') THEN
         CREATE ROLE ${READER} LOGIN;
       END IF;
       ALTER ROLE ${READER} SET default_transaction_read_only = on;
       REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC;
       FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' LOOP
         EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', name);
         EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${READER}', name);
         EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO ${READER}', name);
       END LOOP;
     END $$`,
  ]);
};

// Rows that were inserted, updated or deleted since the database was filled, and relations made.
const writings = (database) =>
  execFileSync('psql', [
    '-XqAt',
    '-d',
    database,
    '-c',
    `SELECT (SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables),
            (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_proc)`,
  ])
    .toString()
    .trim();

const expectedCounts = (world) => {
  if (!world.expected) return new Map();
  const [head, ...lines] = readFileSync(join(world.root, world.expected.file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  const column = head.indexOf(world.expected.column);
  return new Map(lines.map((line) => [line[0], Number(line[column])]));
};

const checkDump = async (reference, world, dump, folder) => {
  if (!world.dump) return;
  const expected = unpack(join(world.root, world.dump.file), folder);
  const name = `the dump is that of ${world.dump.file}`;
  if (world.dump.kind === 'identical') {
    const sorted = (file) =>
      execFileSync('sort', [file], { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1 << 30 });
    const [ours, theirs] = [sorted(dump), sorted(expected)];
    if (ours.equals(theirs)) return note('passed', name);
    const lines = (data) => data.toString('utf8').split('\n').map((line) => [line]);
    return note('failed', name, `\n${compare.describe(compare.difference(lines(ours), lines(theirs)))}`);
  }
  // The file holds the ontology's declarations as well; they are about its own words.
  const OWL = '<http://www.w3.org/2002/07/owl#';
  const data = (await reference.parse(expected, 'text/turtle')).filter(
    ([, , object]) => !object.startsWith(OWL),
  );
  const ours = await reference.parse(dump, 'application/n-quads');
  const different = compare.difference(ours, data);
  if (compare.isEmpty(different)) note('passed', name);
  else note('failed', name, `\n${compare.describe(different, 6)}`);
};

// The queries of a folder, by name: its .rq files, or the query.rq of each folder in it.
const questions = (path) =>
  readdirSync(path)
    .flatMap((entry) => {
      if (entry.endsWith('.rq')) return [[basename(entry, '.rq'), join(path, entry)]];
      const file = join(path, entry, 'query.rq');
      return existsSync(file) ? [[entry, file]] : [];
    })
    .sort(([a], [b]) => natural(a, b));

// What is said of classes and properties: where a mapping speaks of them, the gateway tells what follows by
// RDFS and OWL, which the W3C's entailment suite checks, and the rules of forward chaining here do not.
const isOfWords = ([, predicate, object]) => {
  const names = /^<http:\/\/www\.w3\.org\/(1999\/02\/22-rdf-syntax-ns|2000\/01\/rdf-schema|2002\/07\/owl)#/;
  const isType = predicate === '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';
  return isType ? names.test(object) : /#(sub(Class|Property)Of|domain|range|equivalent(Class|Property)|inverseOf)>$/.test(predicate);
};

// What the ontology implies, in both: forward-chained there, asked of the gateway here. Existentials are
// the business of reasoning/.
const entail = async (reference, world, setting, folder) => {
  const ontology = unpack(isAbsolute(world.chained) ? world.chained : join(world.root, world.chained), folder);
  const format = ontology.endsWith('.ttl') ? 'text/turtle' : 'application/rdf+xml';
  const triples = await reference.statements(ontology, format);
  const size = await reference.entail({ triples: factsOf(triples), updates: updatesOf(triples) });
  setting.push('-o', ontology, '--existentials=off');
  if (world.rules) return;
  const dump = join(folder, 'entailed.nq');
  await run(['dump', ...setting.filter((word) => !word.startsWith('--existentials')), '-f', 'nq', '-O', dump]);
  const lines = Number(execFileSync('wc', ['-l', dump]).toString().trim().split(' ')[0]);
  const name = `${size} quads with what the ontology implies`;
  if (lines === size) return note('passed', name);
  if (world.large) return note('failed', name, `${lines} in the dump`);
  const data = (triples) => triples.filter((triple) => !isOfWords(triple));
  const theirs = data((await reference.ask('SELECT ?s ?p ?o { ?s ?p ?o }')).rows.map((row) => [row.s, row.p, row.o]));
  const ours = data((await reference.parse(dump, 'application/n-quads')).map((quad) => quad.slice(0, 3)));
  const different = compare.difference(ours, theirs);
  if (compare.isEmpty(different)) return note('passed', name);
  note('failed', name, `${lines} in the dump\n${compare.describe(different, 8)}`);
};

const runWorld = async (world, only) => {
  if (!existsSync(world.root)) {
    if (process.env.ANAMORPH_REQUIRE_SHARED === '1') return note('failed', world.name, 'its data are not here');
    return note('skipped', world.name, `its data are not here (${world.root})`);
  }
  const started = Date.now();
  const before = { ...total };
  const folder = mkdtempSync(join(tmpdir(), 'anamorph-differential-'));
  const reference = new Reference(QUERY_SECONDS);
  const database = `differential_${world.name.replaceAll('-', '_')}`;
  try {
    fill(database, world, folder);
    const mapping = unpack(join(world.root, world.mapping), folder);
    if (readOnly) admitReader(database);
    const untouched = readOnly ? writings(database) : null;
    const conninfo = `dbname=${database}${readOnly ? ` user=${READER}` : ''}`;
    const setting = Object.assign(['-m', mapping, '-d', conninfo], { folder });
    if (world.ontology)
      setting.push('-o', join(world.root, world.ontology), '--reasoning', world.reasoning ?? 'full');
    const dump = join(folder, 'dump.nq');
    await run(['dump', ...setting, '--keep-contained', '-f', 'nq', '-O', dump]);
    const size = await reference.load(dump);
    console.log(`${world.name}: ${size} quads`);
    if (!only) await checkDump(reference, world, dump, folder);
    if (world.chained) await entail(reference, world, setting, folder);

    const counts = expectedCounts(world);
    for (const { folder: queries, own } of world.queries) {
      const path = isAbsolute(queries) ? queries : join(world.root, queries);
      const label = world.queries.length > 1 || own ? `${basename(queries)}/` : '';
      for (const [short, file] of questions(path)) {
        const name = label + short;
        if (only && name !== only && short !== only) continue;
        await runQuery(world, reference, setting, file, name, counts);
      }
    }
    if (readOnly) {
      const after = writings(database);
      note(untouched === after ? 'passed' : 'failed', 'nothing was written', `${untouched}, ${after}`);
    }
  } catch (error) {
    note('failed', world.name, error.message + (error.stderr ? `\n${error.stderr}` : ''));
  } finally {
    reference.close();
    rmSync(folder, { recursive: true, force: true });
    try {
      psql('postgres', ['-c', `DROP DATABASE IF EXISTS ${database}`]);
    } catch {
      // It goes with the cluster.
    }
  }
  const part = (outcome) => `${total[outcome] - before[outcome]} ${outcome}`;
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`${world.name}: ${part('passed')}, ${part('failed')}, ${part('skipped')} (${seconds} s)`);
};

const natural = (a, b) => a.localeCompare(b, 'en', { numeric: true });

const runQuery = async (world, reference, setting, file, name, counts) => {
  const departure = departureOf(world.name, name);
  if (departure) return note('skipped', name, `the other engine departs: ${departure.reason}`);
  const started = Date.now();
  try {
    const query = readFileSync(file, 'utf8');
    const { count, fault, answer } = await judge(reference, setting, file, query);
    const key = basename(file, '.rq');
    const expected = counts.get(name) ?? counts.get(key);
    if (fault !== null) return note('failed', name, fault);
    if (expected !== undefined && expected !== count)
      return note('failed', name, `${count} rows, but the data's makers found ${expected}`);
    note('passed', name, `${count} rows, ${Date.now() - started} ms`);
    if (file.startsWith(world.root)) checkReadme(world, key, query, answer);
  } catch (error) {
    if (error instanceof OutOfScope) return note('skipped', name, `not supported yet: ${error.message}`);
    note('failed', name, error.message);
  }
};

const wanted = worlds.filter(
  (world) =>
    !(options.includes('--small') && world.large) &&
    (chosen.length === 0 || chosen.some((choice) => choice.split('/')[0] === world.name)),
);
for (const world of wanted) {
  const choice = chosen.find((c) => c.startsWith(`${world.name}/`));
  await runWorld(world, choice?.slice(world.name.length + 1));
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
