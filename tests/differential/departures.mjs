// Where the other engine is known to depart from the specifications. Each is printed as skipped, with
// its reason; none is passed over in silence.
//
// world, query (a name or a regular expression), reason.
const STRANGER =
  'a path of length zero joins a term to itself whether the graph has it or not (SPARQL 1.1, 18.4)';
export const departures = [
  { world: 'golden-rewrite', query: 'path-zero-of-a-stranger', reason: STRANGER },
  { world: 'golden-paths', query: 'both-ends-star', reason: STRANGER },
  { world: 'golden-paths', query: 'in-each-graph-star', reason: STRANGER },
  {
    world: 'golden-paths',
    query: 'alternative-duplicates',
    reason: 'the alternatives of a path are a union, with duplicates (SPARQL 1.1, 18.4)',
  },
];

export const departureOf = (world, query) =>
  departures.find((d) => d.world === world && (d.query === query || d.query.test?.(query)));
