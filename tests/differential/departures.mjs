// Where the other engine is known to depart from the specifications. Each is printed as skipped, with
// its reason; none is passed over in silence.
//
// world, query (a name or a regular expression), reason.
const STRANGER =
  'a path of length zero joins a term to itself whether the graph has it or not (SPARQL 1.1, 18.4)';
const MERGE = 'several FROM make one graph, a set of triples (SPARQL 1.1, 13.2.1)';
const EACH_GRAPH = 'GRAPH ?g asks its pattern of one graph at a time, sub-SELECT and all (18.6)';
export const departures = [
  { world: 'golden-rewrite', query: 'path-zero-of-a-stranger', reason: STRANGER },
  { world: 'golden-paths', query: 'both-ends-star', reason: STRANGER },
  { world: 'golden-paths', query: 'in-each-graph-star', reason: STRANGER },
  {
    world: 'golden-rewrite',
    query: 'scope-filter-in-group-error',
    reason: 'a filter sees the variables of its own group only (SPARQL 1.1, 18.2.2.2)',
  },
  { world: 'golden-graphs', query: /^from-several-/, reason: MERGE },
  { world: 'golden-graphs', query: /^sub-select-/, reason: EACH_GRAPH },
  { world: 'golden-graphs', query: /^aggregates-.*-in-graph$/, reason: EACH_GRAPH },
  { world: 'golden-graphs', query: /^minus-of-/, reason: `${EACH_GRAPH}; MINUS shares no ?g` },
  {
    world: 'golden-paths',
    query: 'negated-both-ways-twice',
    reason: 'both directions of a negated set are alternatives, with duplicates (SPARQL 1.1, 18.2.2.1)',
  },
  {
    world: 'golden-paths',
    query: 'alternative-duplicates',
    reason: 'the alternatives of a path are a union, with duplicates (SPARQL 1.1, 18.4)',
  },
  {
    world: 'golden-lexical',
    query: 'multiple-of-nothing',
    reason: 'a decimal times zero is zero (XPath and XQuery Functions 3.1, 4.2.3)',
  },
];

export const departureOf = (world, query) =>
  departures.find((d) => d.world === world && (d.query === query || d.query.test?.(query)));
