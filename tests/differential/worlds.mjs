// The databases that both engines are asked about.
//
// load       SQL scripts, run by psql in their own folder (.xz is unpacked)
// unique     one more script; keys: a script of keys that the data may or may not satisfy: those hold that do
// mapping    R2RML file (.xz is unpacked)
// queries    folders of .rq files
// ontology   a file: queries and the dump are under what it implies; reasoning: how much of it counts
// chained    an ontology: what it implies is found by forward chaining in the other engine, too
//            (entailed.mjs); rules: some of its axioms become rules, whose triples are in answers but not
//            in a dump
// expected   a table of counts beside the data, made by others: file, column, and queries whose count
//            holds only with the ontology
// dump       'identical': the sorted N-Triples are those of the file, byte for byte;
//            'isomorphic': the graph is that of the file, less the triples that `less` names
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const repository = join(here, '..', '..');
export const shared = process.env.ANAMORPH_SHARED || join(repository, '..', 'shared');

const example = (name, load) => ({
  name,
  root: join(repository, 'examples', name),
  load,
  mapping: 'mapping.ttl',
  queries: [{ folder: 'queries' }],
  readme: true, // which shows the answers
});

// The golden tests' worlds: what they pin as rows, another engine must say too.
const golden = (name) => ({
  name: `golden-${name}`,
  root: join(repository, 'tests', 'golden', name),
  load: ['world.sql'],
  mapping: 'world.ttl',
  queries: [{ folder: '.' }],
});

// The same with the ontology: what only it answers is in queries/reasoning/. Inclusions alone, which
// the dump holds too.
const reasoning = (name, load) => ({
  ...example(name, load),
  name: `${name}-reasoning`,
  ontology: 'ontology.ttl',
  reasoning: 'ql',
  queries: [{ folder: 'queries/reasoning' }],
});

export const worlds = [
  golden('rewrite'),
  golden('laws'),
  golden('paths'),
  golden('graphs'),
  golden('lexical'),
  golden('floating'),
  golden('lists'),
  example('huts', ['schema.sql']),
  example('world', ['schema.sql', 'load.sql']),
  reasoning('huts', ['schema.sql']),
  reasoning('world', ['schema.sql', 'load.sql']),
  {
    name: 'university',
    root: join(shared, 'university'),
    load: ['data/university.sql'],
    mapping: 'mapping/university-complete.r2rml.ttl',
    queries: [{ folder: 'queries' }],
    dump: { kind: 'isomorphic', file: 'expected/university-materialised-upstream.ttl' },
  },
  {
    name: 'university-graphs',
    root: join(shared, 'university'),
    load: ['data/university.sql'],
    mapping: 'mapping/university-named-graphs.r2rml.ttl',
    queries: [],
  },
  {
    name: 'stockexchange',
    root: join(shared, 'stockexchange'),
    load: ['data/stockexchange.sql'],
    mapping: 'mapping/stockexchange.r2rml.ttl',
    queries: [
      { folder: 'queries/simplecq' },
      { folder: 'queries/datatypes' },
      { folder: 'queries/modifiers' },
    ],
  },
  {
    name: 'bsbm',
    root: join(shared, 'bsbm'),
    load: ['data/bsbm-100.sql.xz'],
    mapping: 'mapping/bsbm.r2rml.ttl',
    queries: [{ folder: 'queries/instances' }],
    expected: { file: 'expected/counts.tsv', column: 'rows' },
    dump: { kind: 'identical', file: 'expected/bsbm-100.nt.xz' },
  },
  {
    name: 'gtfs',
    root: join(shared, 'gtfs'),
    load: ['data/schema.sql', 'data/load.sql'],
    mapping: 'mapping/gtfs-rdb.r2rml.ttl',
    queries: [{ folder: 'queries/original' }, { folder: 'queries/simple' }],
    expected: { file: 'expected/counts.tsv', column: 'rows', prefixed: true },
  },
  {
    name: 'npd',
    root: join(shared, 'npd'),
    load: ['data/npd_no_spatial_postgres.sql.xz'],
    mapping: 'mapping/npd-v2-ql.r2rml.ttl.xz',
    queries: [{ folder: 'queries' }],
    expected: { file: 'expected/counts.tsv', column: 'rows_without' },
    large: true,
  },
];

// The same under an ontology, forward-chained.
const chained = (name, ontology, more = {}) => {
  const { dump, readme, ...world } = worlds.find((w) => w.name === name);
  return { ...world, name: `${name}-reasoning`, chained: ontology, ...more };
};
worlds.push(
  chained('university', 'ontology/university-complete.ttl'),
  chained('stockexchange', 'ontology/stockexchange.owl'),
  chained('bsbm', join(here, 'ontologies', 'bsbm.ttl'), { expected: undefined }),
  chained('gtfs', 'ontology/gtfs.ttl', { expected: undefined, rules: true, large: true }),
  chained('npd', 'ontology/npd-v2-ql.owl.xz', {
    unique: join(repository, 'tests/bench/handwritten/worlds/npd/unique.psql'),
    keys: 'data/npd-fkeys.psql',
    expected: { file: 'expected/counts.tsv', column: 'rows_with_ontology' },
  }),
);

// Questions of our own about any of these are in queries/NAME/.
for (const world of worlds) {
  const own = join(here, 'queries', world.name);
  if (existsSync(own)) world.queries.push({ folder: own, own: true });
}
