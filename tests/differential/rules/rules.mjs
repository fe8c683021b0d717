// Random worlds for rules: a small graph in tables, rules in groups, questions.
//
// Groups are in order: a rule negates and counts what earlier groups derive, and leads back only to
// its own group. So the least model is had by closing under one group after the other.
export const NS = 'http://rules.example/';
const EDGES = ['e', 'f', 'g'];
const CLASSES = ['C', 'D'];
const NODES = 7;

export const prologue = `PREFIX : <${NS}>\n`;

// --- Data -------------------------------------------------------------------------------------------

// Some edges lead to nodes of another template, so that ends are made in two ways.
const randomEdges = (random, name) => {
  const rows = new Map();
  for (let n = random.between(0, 9); n > 0; n--) {
    const row = [random.between(1, NODES), random.between(1, NODES)];
    rows.set(row.join(), row);
  }
  return { name, kind: 'edge', to: name === 'g' && random.chance(0.5) ? 'm' : 'n', key: random.chance(0.7), rows: [...rows.values()] };
};

export const randomData = (random) => [
  ...EDGES.map((name) => randomEdges(random, name)),
  ...CLASSES.map((name) => ({ name, kind: 'class', key: true, rows: random.some([1, 2, 3, 4, 5, 6, 7], random.int(4)).map((id) => [id]) })),
  { name: 'v', kind: 'value', key: true, rows: [1, 2, 3, 4, 5, 6, 7].filter(() => random.chance(0.7)).map((id) => [id, random.int(4)]) },
];

export const schemaText = (tables) =>
  tables
    .map(({ name, kind, key, rows }) => {
      const columns = kind === 'class' ? ['a'] : ['a', 'b'];
      const unique = key ? `, PRIMARY KEY (${(kind === 'edge' ? columns : ['a']).join(', ')})` : '';
      const values = rows.map((row) => `(${row.join(', ')})`).join(', ');
      return `CREATE TABLE "t_${name}" (${columns.map((c) => `${c} int NOT NULL`).join(', ')}${unique});\n${
        rows.length > 0 ? `INSERT INTO "t_${name}" VALUES ${values};\n` : ''}`;
    })
    .join('');

export const mappingText = (tables) =>
  `@base <http://rules.example/map/> .\n@prefix rr: <http://www.w3.org/ns/r2rml#> .\n${tables
    .map(({ name, kind, to }) => {
      const subject = `rr:template "${NS}n/{a}"${kind === 'class' ? ` ; rr:class <${NS}${name}>` : ''}`;
      const object = kind === 'edge' ? `[ rr:template "${NS}${to}/{b}" ]` : '[ rr:column "b" ]';
      const pom = kind === 'class' ? '' : ` ;\n  rr:predicateObjectMap [ rr:predicate <${NS}${name}> ; rr:objectMap ${object} ]`;
      return `<#${name}> rr:logicalTable [ rr:tableName "\\"t_${name}\\"" ] ;\n  rr:subjectMap [ ${subject} ]${pom} .\n`;
    })
    .join('')}`;

// --- Rules ------------------------------------------------------------------------------------------

const rule = (head, body) => `CONSTRUCT { ${head} } WHERE { ${body} }`;

// Ways to derive a property p of earlier ones: each gives the rules of a group.
const pairRules = [
  (p, a, b) => [rule(`?x :${p} ?z`, `?x :${a} ?y . ?y :${b} ?z`)],
  (p, a) => [rule(`?y :${p} ?x`, `?x :${a} ?y`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `{ ?x :${a} ?y } UNION { ?y :${b} ?x }`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y MINUS { ?x :${b} ?y }`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y FILTER NOT EXISTS { ?y :${b} ?z }`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y OPTIONAL { ?y :${b} ?z } FILTER(!bound(?z))`)],
  (p, a) => [rule(`?x :${p} ?n`, `SELECT ?x (COUNT(?y) AS ?n) { ?x :${a} ?y } GROUP BY ?x`)],
  (p, a, b) => [rule(`?x :${p} ?y . ?y :${p} ?x`, `?x :${a} ?y ; :${b} ?y`)],
  (p, a) => [rule(`?x :${p} ?y`, `?x :${a} ?y . ?x :v ?i . ?y :v ?j FILTER(?i < ?j)`)],
  (p, a) => [rule(`?x :${p} <${NS}n/1>`, `?x :${a} ?y`)],
  (p, a) => [rule(`?x :${p} ?y`, `?x :${a}+ ?y . ?y a :C`)],
  // Recursive ones.
  (p, a) => [rule(`?x :${p} ?y`, `?x :${a} ?y`), rule(`?x :${p} ?z`, `?x :${p} ?y . ?y :${p} ?z`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y`), rule(`?x :${p} ?z`, `?x :${p} ?y . ?y :${b} ?z`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y`), rule(`?x :${p} ?z`, `?x :${b} ?y . ?y :${p} ?z`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y`), rule(`?y :${p} ?x`, `?x :${p} ?y`),
    rule(`?x :${p} ?z`, `?x :${p} ?y . ?y :${b} ?z`)],
  (p, a) => [rule(`?x :${p} ?y`, `?x :${a} ?y`), rule(`?y :${p} ?x`, `?x :${p} ?y`),
    rule(`?x :${p} ?z`, `?x :${p} ?y . ?y :${p} ?z`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?z . ?y :${b} ?z`),
    rule(`?x :${p} ?y`, `?x :${a} ?u . ?u :${p} ?w . ?y :${b} ?w`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y`),
    rule(`?x :${p} ?z`, `?x :${p} ?y . ?y :${b} ?z . ?y :v ?i FILTER(?i > 0)`)],
  // Both ends change: what is asked of a constant is asked of others in turn.
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?z . ?y :${a} ?z`),
    rule(`?x :${p} ?y`, `?x :${b} ?u . ?u :${p} ?w . ?w :${a} ?y MINUS { ?x a :D }`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y . ?y :v ?i`),
    rule(`?x :${p} ?y`, `{ ?x :${a} ?u . ?u :${p} ?w } UNION { ?u :${b} ?x . ?u :${p} ?w . ?x :v ?i } ?w :${b} ?y FILTER(?u != ?y)`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y`), rule(`?x :${p}o ?y`, `?x :${b} ?u . ?u :${p} ?w . ?y :${a} ?w`),
    rule(`?x :${p} ?y`, `?u :${a} ?x . ?u :${p}o ?w . ?w :${b} ?y . ?u :v ?i FILTER(?i > 0)`),
    rule(`?x :${p} ?y`, `?x :${p} ?w . ?y :${b} ?w . ?w :v ?i`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y`),
    rule(`?x :${p} ?y`, `?x :${b} ?u . <${NS}n/2> :${p} ?w . ?w :${a} ?y OPTIONAL { ?u :v ?i }`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y`), rule(`?x :${p} ?z`, `?x :${p} ?y . ?y :${p} ?z`),
    rule(`?x :${p} ?z`, `?x :${b} ?y . ?y :${p} ?z`), rule(`?x :${p} ?z`, `?x :${p} ?y . ?y :${b} ?z`)],
  (p, a, b) => [rule(`?x :${p} ?y`, `?x :${a} ?y`), rule(`?x :${p}o ?z`, `?x :${b} ?y . ?y :${p} ?z`),
    rule(`?x :${p} ?z`, `?x :${a} ?y . ?y :${p}o ?z`)],
  (p, a) => [rule(`?x :${p} ?y`, `?x :${a} ?y`), rule(`?x :${p}i ?y`, `?y :${p} ?x`), rule(`?x :${p} ?y`, `?y :${p}i ?x`),
    rule(`?x :${p} ?z`, `?x :${p} ?y . ?y :${p} ?z`)],
];

// The same for a class.
const classRules = [
  (c, a) => [rule(`?x a :${c}`, `?x :${a} ?y MINUS { ?x a :C }`)],
  (c, a, b) => [rule(`?y a :${c}`, `?x :${a} ?y ; :${b} ?y`)],
  (c, a) => [rule(`?x a :${c}`, '?x a :D'), rule(`?x a :${c}`, `?x :${a} ?y . ?y a :${c}`)],
  (c, a) => [rule(`?x a :${c}`, '?x a :D'), rule(`?y a :${c}`, `?x :${a} ?y . ?x a :${c} ; :v ?i FILTER(?i != 2)`)],
  (c, a) => [rule(`?x a :${c}`, '?x a :C'), rule(`?x a :${c}2`, `?x :${a} ?y . ?y a :${c}`),
    rule(`?x a :${c}`, `?y :${a} ?x . ?y a :${c}2`)],
];

export const randomRules = (random) => {
  const properties = [...EDGES], derived = [];
  const classes = [];
  const groups = [];
  for (let i = 0, n = random.between(1, 4); i < n; i++) {
    const [a, b] = [random.pick(properties), random.pick(properties)];
    if (random.chance(0.25)) {
      classes.push(`K${i}`);
      groups.push(random.pick(classRules)(`K${i}`, a, b));
    } else {
      groups.push(random.pick(pairRules)(`p${i}`, a, b));
      properties.push(`p${i}`);
      derived.push(`p${i}`);
    }
  }
  return { groups, derived, classes };
};

export const rulesText = ({ groups }, random) =>
  `${prologue}${random.shuffled(groups.flat()).join(' ;\n')}\n`;

// --- Axioms -----------------------------------------------------------------------------------------

// An ontology under the rules: what it says of the tables' words comes before them, what lies above
// theirs after.
const baseAxioms = [
  [':e rdfs:subPropertyOf :f .', [rule('?x :f ?y', '?x :e ?y')]],
  [':C rdfs:subClassOf :D .', [rule('?x a :D', '?x a :C')]],
  [':e rdfs:domain :C .', [rule('?x a :C', '?x :e ?y')]],
  [':f rdfs:range :D .', [rule('?y a :D', '?x :f ?y')]],
];
const oneAxiom = [
  [':e a owl:TransitiveProperty .', [rule('?x :e ?z', '?x :e ?y . ?y :e ?z')]],
  [':f a owl:SymmetricProperty .', [rule('?y :f ?x', '?x :f ?y')]],
  [':g owl:propertyChainAxiom ( :e :f ) .', [rule('?x :g ?z', '?x :e ?y . ?y :f ?z')]],
  [':h owl:inverseOf :g .', [rule('?y :h ?x', '?x :g ?y'), rule('?y :g ?x', '?x :h ?y')]],
];

export const randomAxioms = (random, { derived, classes }) => {
  const chosen = [...baseAxioms.filter(() => random.chance(0.4)), random.pick(oneAxiom)];
  const above = [
    ...derived.filter(() => random.chance(0.6)).map((p) => [`:${p} rdfs:subPropertyOf :top .`, [rule('?x :top ?y', `?x :${p} ?y`)]]),
    ...classes.filter(() => random.chance(0.6)).map((c) => [`:${c} rdfs:subClassOf :Top .`, [rule('?x a :Top', `?x a :${c}`)]]),
    [':top rdfs:domain :Top .', [rule('?x a :Top', '?x :top ?y')]],
  ];
  const declared = [...EDGES, ...derived, 'h', 'top'].map((p) => `:${p} a owl:ObjectProperty .`)
    .concat([...CLASSES, ...classes, 'Top'].map((c) => `:${c} a owl:Class .`));
  return {
    text: [
      `@prefix : <${NS}> .`, '@prefix owl: <http://www.w3.org/2002/07/owl#> .',
      '@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .', ...declared,
      ...[...chosen, ...above].map(([text]) => text), '',
    ].join('\n'),
    before: chosen.flatMap(([, rules]) => rules),
    after: above.flatMap(([, rules]) => rules),
  };
};

export const questionsAbove = [
  'SELECT ?x ?y { ?x :top ?y }', 'SELECT ?x { ?x a :Top }', 'SELECT ?x ?c { ?x a ?c }',
  'SELECT ?x ?y { ?x :f ?y . ?x a :D }', `ASK { <${NS}n/1> a :Top }`,
].map((text) => prologue + text);

// --- Questions --------------------------------------------------------------------------------------

export const questions = ({ derived, classes }, random) => {
  const node = () => `<${NS}n/${random.between(1, NODES)}>`;
  const out = [
    'SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p',
    `SELECT ?p ?o { ${node()} ?p ?o }`,
    `SELECT ?x ?c { ?x a ?c }`,
  ];
  for (const p of derived)
    out.push(
      `SELECT ?x ?y { ?x :${p} ?y }`,
      `SELECT ?y { ${node()} :${p} ?y }`,
      `SELECT ?x { ?x :${p} ${node()} }`,
      `SELECT ?x ?z { ?x :${p} ?y . ?y :${random.pick([...EDGES, ...derived])} ?z }`,
      `SELECT ?x ?y { ?x a :C OPTIONAL { ?x :${p} ?y } }`,
      `SELECT ?x { ?x a :D FILTER EXISTS { ?x :${p} ?y } }`,
      `SELECT ?x { ?x :${p} ?x }`,
      `SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?x) AS ?m) { ?x :${p} ?y . ?x :v ?i FILTER(?i > 1) }`,
      `SELECT ?x ?y { ?x :${p}/:${random.pick(EDGES)}* ?y . ?x a :C }`,
      `ASK { ${node()} :${p} ${node()} }`,
    );
  for (const c of classes)
    out.push(`SELECT ?x { ?x a :${c} }`, `ASK { ${node()} a :${c} }`, `SELECT ?x ?y { ?x :e ?y . ?y a :${c} }`,
      `SELECT ?x { ?x a :C MINUS { ?x a :${c} } }`);
  return out.map((text) => prologue + text);
};
