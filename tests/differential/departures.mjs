// Where the other engine is known to depart from the specifications. Each is printed as skipped, with
// its reason; none is passed over in silence.
//
// world, query (a name or a regular expression), reason.
export const departures = [];

export const departureOf = (world, query) =>
  departures.find((d) => d.world === world && (d.query === query || d.query.test?.(query)));
