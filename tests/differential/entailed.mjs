// Forward chaining by SPARQL Update in the independent engine: each axiom of an ontology becomes
// INSERT … WHERE … by the rule table of OWL 2 RL (OWL 2 Profiles, 4.3; rule names in comments), and all
// of them are run until nothing changes. Existentials on the right make nobody here.
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const RDFS = 'http://www.w3.org/2000/01/rdf-schema#';
const OWL = 'http://www.w3.org/2002/07/owl#';
const XSD = 'http://www.w3.org/2001/XMLSchema#';

const iri = (text) => `<${text}>`;
const TYPE = iri(`${RDF}type`);
const owl = (name) => iri(OWL + name);
const rdfs = (name) => iri(RDFS + name);

const isBuiltIn = (term) => [RDF, RDFS, OWL, XSD].some((ns) => term.startsWith(`<${ns}`));

// The ontology's triples by subject: terms as in N-Triples.
class Graph {
  #bySubject = new Map();
  all;

  constructor(triples) {
    this.all = triples;
    for (const [s, p, o] of triples) {
      if (!this.#bySubject.has(s)) this.#bySubject.set(s, []);
      this.#bySubject.get(s).push([p, o]);
    }
  }

  values(subject, predicate) {
    return (this.#bySubject.get(subject) ?? []).filter(([p]) => p === predicate).map(([, o]) => o);
  }

  value(subject, predicate) {
    return this.values(subject, predicate)[0];
  }

  list(node) {
    const out = [];
    for (; node && node !== iri(`${RDF}nil`); node = this.value(node, iri(`${RDF}rest`)))
      out.push(this.value(node, iri(`${RDF}first`)));
    return out;
  }

  pairs(predicate) {
    return this.all.filter(([, p]) => p === predicate).map(([s, , o]) => [s, o]);
  }

  ofType(type) {
    return this.all.filter(([, p, o]) => p === TYPE && o === type).map(([s]) => s);
  }
}

let fresh = 0;
const variable = () => `?v${fresh++}`;

// from –property→ to; the property may be an inverse.
const link = (graph, property, from, to) => {
  const inverse = property.startsWith('_:') ? graph.value(property, owl('inverseOf')) : undefined;
  return inverse ? `${to} ${inverse} ${from} .` : `${from} ${property} ${to} .`;
};

const isAnything = (node) => [owl('Thing'), rdfs('Literal'), rdfs('Resource')].includes(node);

// What says that `x` is an instance: alternative patterns; null: not by these rules.
// cls-int1, cls-uni, cls-svf1, cls-svf2, cls-hv2, cls-oo
const members = (graph, node, x) => {
  if (!node.startsWith('_:')) return isAnything(node) || node.startsWith(`<${XSD}`) ? null : [`${x} ${TYPE} ${node} .`];
  const all = graph.value(node, owl('intersectionOf'));
  if (all)
    return graph.list(all).map((part) => members(graph, part, x)).reduce(
      (left, right) => left && right && left.flatMap((a) => right.map((b) => `${a} ${b}`)), ['']);
  const any = graph.value(node, owl('unionOf'));
  if (any) {
    const parts = graph.list(any).map((part) => members(graph, part, x));
    return parts.flatMap((part) => part ?? []);
  }
  const property = graph.value(node, owl('onProperty'));
  const some = graph.value(node, owl('someValuesFrom'));
  if (some) {
    const y = variable();
    const reached = isAnything(some) ? [''] : members(graph, some, y);
    return reached && reached.map((pattern) => `${link(graph, property, x, y)} ${pattern}`);
  }
  const value = graph.value(node, owl('hasValue'));
  if (value) return [link(graph, property, x, value)];
  return null;
};

// What follows of each instance: [head, more of the body].   cax-sco, cls-int2, cls-hv1, cls-avf
const consequences = (graph, node, x) => {
  if (!node.startsWith('_:')) return isAnything(node) || isBuiltIn(node) ? [] : [[`${x} ${TYPE} ${node} .`, '']];
  const all = graph.value(node, owl('intersectionOf'));
  if (all) return graph.list(all).flatMap((part) => consequences(graph, part, x));
  const property = graph.value(node, owl('onProperty'));
  const value = graph.value(node, owl('hasValue'));
  if (value) return [[link(graph, property, x, value), '']];
  const only = graph.value(node, owl('allValuesFrom'));
  if (!only || only.startsWith(`<${XSD}`)) return [];
  const y = variable();
  return consequences(graph, only, y).map(([head, body]) => [head, `${link(graph, property, x, y)} ${body}`]);
};

const individualOnly = (x) => `FILTER(!isLiteral(${x}))`;

// { sub, property } of each axiom "sub has some value of the property".
const existentialsOf = (graph) =>
  graph.pairs(rdfs('subClassOf')).flatMap(([sub, sup]) =>
    sup.startsWith('_:') && graph.value(sup, owl('someValuesFrom'))
      ? [{ sub, property: graph.value(sup, owl('onProperty')) }] : []);

// The updates that an ontology stands for, each to be run until nothing changes.
export const updatesOf = (triples) => {
  const graph = new Graph(triples);
  const updates = [];
  const add = (head, body) => updates.push(`INSERT { ${head} } WHERE { ${body} }`);

  const subclass = (sub, sup) => {
    const bodies = members(graph, sub, '?x') ?? [];
    for (const body of bodies)
      for (const [head, more] of consequences(graph, sup, '?x')) add(head, `${body} ${more}`);
  };
  for (const [sub, sup] of graph.pairs(rdfs('subClassOf'))) subclass(sub, sup);
  // What has some value of a property is in the property's domain, whatever the value: the one thing
  // that existentials say of individuals with a name, and OWL 2 RL does not.
  const above = (property, seen = new Set()) => {
    if (seen.has(property)) return seen;
    seen.add(property);
    for (const sup of graph.values(property, rdfs('subPropertyOf'))) above(sup, seen);
    return seen;
  };
  for (const { sub, property } of existentialsOf(graph))
    for (const sup of above(property))
      for (const type of graph.values(sup, rdfs('domain'))) subclass(sub, type);
  for (const [a, b] of graph.pairs(owl('equivalentClass'))) {
    subclass(a, b); // cax-eqc1
    subclass(b, a); // cax-eqc2
  }
  // A class that is said to be an intersection, without owl:equivalentClass.
  for (const kind of ['intersectionOf', 'unionOf'])
    for (const [a] of graph.pairs(owl(kind)))
      if (!a.startsWith('_:')) throw new Error(`owl:${kind} of the named ${a}`);

  const properties = new Set(
    ['ObjectProperty', 'DatatypeProperty'].flatMap((kind) => graph.ofType(owl(kind))));
  const isProperty = (term) => term.startsWith('_:') || properties.has(term);
  for (const [property, type] of graph.pairs(rdfs('domain')))
    if (isProperty(property)) // prp-dom
      for (const [head, more] of consequences(graph, type, '?x'))
        add(head, `${link(graph, property, '?x', '?y')} ${more} ${individualOnly('?x')}`);
  for (const [property, type] of graph.pairs(rdfs('range')))
    if (isProperty(property)) // prp-rng
      for (const [head, more] of consequences(graph, type, '?y'))
        add(head, `${link(graph, property, '?x', '?y')} ${more} ${individualOnly('?y')}`);
  const subproperty = (sub, sup) =>
    add(link(graph, sup, '?x', '?y'), link(graph, sub, '?x', '?y'));
  for (const [sub, sup] of graph.pairs(rdfs('subPropertyOf')))
    if (isProperty(sub) && isProperty(sup)) subproperty(sub, sup); // prp-spo1
  for (const [a, b] of graph.pairs(owl('equivalentProperty'))) {
    subproperty(a, b); // prp-eqp1
    subproperty(b, a); // prp-eqp2
  }
  for (const [a, b] of graph.pairs(owl('inverseOf')))
    if (!a.startsWith('_:')) {
      add(link(graph, b, '?y', '?x'), link(graph, a, '?x', '?y')); // prp-inv1
      add(link(graph, a, '?y', '?x'), link(graph, b, '?x', '?y')); // prp-inv2
    }
  for (const p of graph.ofType(owl('SymmetricProperty'))) add(`?y ${p} ?x .`, `?x ${p} ?y .`); // prp-symp
  for (const p of graph.ofType(owl('TransitiveProperty'))) add(`?x ${p} ?z .`, `?x ${p} ?y . ?y ${p} ?z .`); // prp-trp
  for (const [p, chain] of graph.pairs(owl('propertyChainAxiom'))) {
    // prp-spo2
    const steps = graph.list(chain);
    add(`?x0 ${p} ?x${steps.length} .`, steps.map((step, i) => link(graph, step, `?x${i}`, `?x${i + 1}`)).join(' '));
  }
  return updates;
};

// The ontology's own triples about individuals, which are part of the graph. Who is declared to be one is a thing.
export const factsOf = (triples) => {
  const graph = new Graph(triples);
  const properties = new Set(
    ['ObjectProperty', 'DatatypeProperty'].flatMap((kind) => graph.ofType(owl(kind))));
  const facts = triples.filter(
    ([s, p, o]) =>
      !isBuiltIn(s) && (p === TYPE ? !isBuiltIn(o) && !o.startsWith('_:') : properties.has(p)),
  );
  const declared = new Set(['NamedIndividual', 'Thing'].flatMap((kind) => graph.ofType(owl(kind))));
  return [...facts, ...[...declared].map((s) => [s, TYPE, owl('Thing')])];
};
