// The explore queries, and drawing their parameters.
#include "tests/bench/bsbm/explore.h"

#define INSTANCES "http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/"
#define PREFIXES                                                                \
  "PREFIX bsbm: <http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/vocabulary/>\n" \
  "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"                      \
  "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"                 \
  "PREFIX rev: <http://purl.org/stuff/rev#>\n"                                  \
  "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\n"                                 \
  "PREFIX dc: <http://purl.org/dc/elements/1.1/>\n"                             \
  "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"

// Parameters are %1 … in SPARQL and $1 … in SQL. Kinds:
//   T a leaf product type, F a feature of that type's products, P a product, O an offer, R a
//   review, N a number from 1 to 500, W a word of the dictionary.
// The current date of the benchmark is 2008-06-20.
const ExploreQuery EXPLORE_QUERY[EXPLORE_QUERIES] = {
    {"q1",
     PREFIXES "SELECT DISTINCT ?product ?label WHERE {\n"
              "  ?product rdfs:label ?label . ?product a %1 .\n"
              "  ?product bsbm:productFeature %2 . ?product bsbm:productFeature %3 .\n"
              "  ?product bsbm:productPropertyNumeric1 ?value1 . FILTER (?value1 > %4) }\n"
              "ORDER BY ?label LIMIT 10",
     "SELECT p.producer, p.nr, p.label FROM product p\n"
     "JOIN producttypeproduct t ON t.product = p.nr AND t.producttype = $1::int\n"
     "JOIN productfeatureproduct f1 ON f1.product = p.nr AND f1.productfeature = $2::int\n"
     "JOIN productfeatureproduct f2 ON f2.product = p.nr AND f2.productfeature = $3::int\n"
     "WHERE p.propertynum1 > $4::int ORDER BY p.label COLLATE \"C\" LIMIT 10",
     "TFFN", "label", 2, true, false},
    {"q2",
     PREFIXES
     "SELECT ?label ?comment ?producer ?productFeature ?propertyTextual1 ?propertyTextual2\n"
     "  ?propertyTextual3 ?propertyNumeric1 ?propertyNumeric2 ?propertyTextual4\n"
     "  ?propertyTextual5 ?propertyNumeric4 WHERE {\n"
     "  %1 rdfs:label ?label . %1 rdfs:comment ?comment . %1 bsbm:producer ?p .\n"
     "  ?p rdfs:label ?producer . %1 dc:publisher ?p . %1 bsbm:productFeature ?f .\n"
     "  ?f rdfs:label ?productFeature .\n"
     "  %1 bsbm:productPropertyTextual1 ?propertyTextual1 .\n"
     "  %1 bsbm:productPropertyTextual2 ?propertyTextual2 .\n"
     "  %1 bsbm:productPropertyTextual3 ?propertyTextual3 .\n"
     "  %1 bsbm:productPropertyNumeric1 ?propertyNumeric1 .\n"
     "  %1 bsbm:productPropertyNumeric2 ?propertyNumeric2 .\n"
     "  OPTIONAL { %1 bsbm:productPropertyTextual4 ?propertyTextual4 }\n"
     "  OPTIONAL { %1 bsbm:productPropertyTextual5 ?propertyTextual5 }\n"
     "  OPTIONAL { %1 bsbm:productPropertyNumeric4 ?propertyNumeric4 } }",
     "SELECT p.label, p.comment, r.label, f.label, p.propertytex1, p.propertytex2, "
     "p.propertytex3,\n"
     "  p.propertynum1, p.propertynum2, p.propertytex4, p.propertytex5, p.propertynum4\n"
     "FROM product p JOIN producer r ON r.nr = p.producer\n"
     "JOIN productfeatureproduct pf ON pf.product = p.nr\n"
     "JOIN productfeature f ON f.nr = pf.productfeature\n"
     "WHERE p.nr = $1::int AND p.publisher = p.producer",
     "P", "productFeature", 3, false, false},
    {"q3",
     PREFIXES "SELECT ?product ?label WHERE {\n"
              "  ?product rdfs:label ?label . ?product a %1 . ?product bsbm:productFeature %2 .\n"
              "  ?product bsbm:productPropertyNumeric1 ?p1 . FILTER (?p1 > %4)\n"
              "  ?product bsbm:productPropertyNumeric3 ?p3 . FILTER (?p3 < %5)\n"
              "  OPTIONAL { ?product bsbm:productFeature %3 . ?product rdfs:label ?testVar }\n"
              "  FILTER (!bound(?testVar)) }\n"
              "ORDER BY ?label LIMIT 10",
     "SELECT p.producer, p.nr, p.label FROM product p\n"
     "JOIN producttypeproduct t ON t.product = p.nr AND t.producttype = $1::int\n"
     "JOIN productfeatureproduct f1 ON f1.product = p.nr AND f1.productfeature = $2::int\n"
     "WHERE p.propertynum1 > $4::int AND p.propertynum3 < $5::int\n"
     "AND NOT EXISTS (SELECT FROM productfeatureproduct f2\n"
     "  WHERE f2.product = p.nr AND f2.productfeature = $3::int)\n"
     "ORDER BY p.label COLLATE \"C\" LIMIT 10",
     "TFFNN", "label", 2, true, false},
    {"q4",
     PREFIXES "SELECT DISTINCT ?product ?label ?propertyTextual WHERE {\n"
              "  { ?product rdfs:label ?label . ?product rdf:type %1 .\n"
              "    ?product bsbm:productFeature %2 . ?product bsbm:productFeature %3 .\n"
              "    ?product bsbm:productPropertyTextual1 ?propertyTextual .\n"
              "    ?product bsbm:productPropertyNumeric1 ?p1 . FILTER (?p1 > %5) }\n"
              "  UNION\n"
              "  { ?product rdfs:label ?label . ?product rdf:type %1 .\n"
              "    ?product bsbm:productFeature %2 . ?product bsbm:productFeature %4 .\n"
              "    ?product bsbm:productPropertyTextual1 ?propertyTextual .\n"
              "    ?product bsbm:productPropertyNumeric2 ?p2 . FILTER (?p2 > %6) } }\n"
              "ORDER BY ?label OFFSET 5 LIMIT 10",
     "SELECT p.producer, p.nr, p.label, p.propertytex1 FROM product p\n"
     "JOIN producttypeproduct t ON t.product = p.nr AND t.producttype = $1::int\n"
     "JOIN productfeatureproduct f1 ON f1.product = p.nr AND f1.productfeature = $2::int\n"
     "WHERE (p.propertynum1 > $5::int AND EXISTS (SELECT FROM productfeatureproduct f\n"
     "    WHERE f.product = p.nr AND f.productfeature = $3::int))\n"
     "  OR (p.propertynum2 > $6::int AND EXISTS (SELECT FROM productfeatureproduct f\n"
     "    WHERE f.product = p.nr AND f.productfeature = $4::int))\n"
     "ORDER BY p.label COLLATE \"C\" OFFSET 5 LIMIT 10",
     "TFFFNN", "label", 2, true, false},
    {"q5",
     PREFIXES
     "SELECT DISTINCT ?product ?productLabel WHERE {\n"
     "  ?product rdfs:label ?productLabel . FILTER (%1 != ?product)\n"
     "  %1 bsbm:productFeature ?prodFeature . ?product bsbm:productFeature ?prodFeature .\n"
     "  %1 bsbm:productPropertyNumeric1 ?origProperty1 .\n"
     "  ?product bsbm:productPropertyNumeric1 ?simProperty1 .\n"
     "  FILTER (?simProperty1 < (?origProperty1 + 120) &&\n"
     "    ?simProperty1 > (?origProperty1 - 120))\n"
     "  %1 bsbm:productPropertyNumeric2 ?origProperty2 .\n"
     "  ?product bsbm:productPropertyNumeric2 ?simProperty2 .\n"
     "  FILTER (?simProperty2 < (?origProperty2 + 170) &&\n"
     "    ?simProperty2 > (?origProperty2 - 170)) }\n"
     "ORDER BY ?productLabel LIMIT 5",
     "SELECT p.producer, p.nr, p.label FROM product o, product p\n"
     "WHERE o.nr = $1::int AND p.nr <> o.nr\n"
     "AND p.propertynum1 < o.propertynum1 + 120 AND p.propertynum1 > o.propertynum1 - 120\n"
     "AND p.propertynum2 < o.propertynum2 + 170 AND p.propertynum2 > o.propertynum2 - 170\n"
     "AND EXISTS (SELECT FROM productfeatureproduct a JOIN productfeatureproduct b\n"
     "  ON a.productfeature = b.productfeature WHERE a.product = o.nr AND b.product = p.nr)\n"
     "ORDER BY p.label COLLATE \"C\" LIMIT 5",
     "P", "productLabel", 2, true, false},
    {"q6",
     PREFIXES "SELECT ?product ?label WHERE { ?product rdfs:label ?label . ?product rdf:type "
              "bsbm:Product .\n"
              "  FILTER regex(?label, \"%1\") }",
     "SELECT producer, nr, label FROM product WHERE label ~ $1", "W", "label", 2, false, false},
    {"q7",
     PREFIXES "SELECT ?productLabel ?offer ?price ?vendor ?vendorTitle ?review ?revTitle ?reviewer "
              "?revName\n"
              "  ?rating1 ?rating2 WHERE {\n"
              "  %1 rdfs:label ?productLabel .\n"
              "  OPTIONAL { ?offer bsbm:product %1 . ?offer bsbm:price ?price . ?offer bsbm:vendor "
              "?vendor .\n"
              "    ?vendor rdfs:label ?vendorTitle .\n"
              "    ?vendor bsbm:country <http://downlode.org/rdf/iso-3166/countries#DE> .\n"
              "    ?offer dc:publisher ?vendor . ?offer bsbm:validTo ?date .\n"
              "    FILTER (?date > \"2008-06-20T00:00:00\"^^xsd:dateTime) }\n"
              "  OPTIONAL { ?review bsbm:reviewFor %1 . ?review rev:reviewer ?reviewer .\n"
              "    ?reviewer foaf:name ?revName . ?review dc:title ?revTitle .\n"
              "    OPTIONAL { ?review bsbm:rating1 ?rating1 . } OPTIONAL { ?review bsbm:rating2 "
              "?rating2 . }\n"
              "  } }",
     "SELECT p.label, o.nr, o.price, o.vendor, o.label, r.nr, r.title, r.person, r.name, "
     "r.rating1,\n"
     "  r.rating2 FROM product p\n"
     "LEFT JOIN (SELECT o.product, o.nr, o.price, o.vendor, v.label FROM offer o\n"
     "  JOIN vendor v ON v.nr = o.vendor WHERE v.country = 'DE' AND o.publisher = o.vendor\n"
     "  AND o.validto > '2008-06-20') o ON o.product = p.nr\n"
     "LEFT JOIN (SELECT r.product, r.nr, r.title, r.person, r.rating1, r.rating2, n.name\n"
     "  FROM review r JOIN person n ON n.nr = r.person) r ON r.product = p.nr\n"
     "WHERE p.nr = $1::int",
     "P", "revTitle", 6, false, false},
    {"q8",
     PREFIXES
     "SELECT ?title ?text ?reviewDate ?reviewer ?reviewerName ?rating1 ?rating2 ?rating3 ?rating4\n"
     "WHERE { ?review bsbm:reviewFor %1 . ?review dc:title ?title . ?review rev:text ?text .\n"
     "  FILTER langMatches(lang(?text), \"EN\")\n"
     "  ?review bsbm:reviewDate ?reviewDate . ?review rev:reviewer ?reviewer .\n"
     "  ?reviewer foaf:name ?reviewerName .\n"
     "  OPTIONAL { ?review bsbm:rating1 ?rating1 . } OPTIONAL { ?review bsbm:rating2 ?rating2 . }\n"
     "  OPTIONAL { ?review bsbm:rating3 ?rating3 . } OPTIONAL { ?review bsbm:rating4 ?rating4 . } "
     "}\n"
     "ORDER BY DESC(?reviewDate) LIMIT 20",
     "SELECT r.title, r.text, r.reviewdate, n.publisher, n.nr, n.name, r.rating1, r.rating2,\n"
     "  r.rating3, r.rating4 FROM review r JOIN person n ON n.nr = r.person\n"
     "WHERE r.product = $1::int AND r.language = 'en' ORDER BY r.reviewdate DESC LIMIT 20",
     "P", NULL, 0, true, false},
    {"q9", PREFIXES "DESCRIBE ?x WHERE { %1 rev:reviewer ?x }",
     "SELECT n.* FROM person n WHERE n.nr = (SELECT person FROM review WHERE nr = $1::int)", "R",
     NULL, 0, false, true},
    {"q10",
     PREFIXES
     "SELECT DISTINCT ?offer ?price WHERE {\n"
     "  ?offer bsbm:product %1 . ?offer bsbm:vendor ?vendor . ?offer dc:publisher ?vendor .\n"
     "  ?vendor bsbm:country <http://downlode.org/rdf/iso-3166/countries#US> .\n"
     "  ?offer bsbm:deliveryDays ?deliveryDays . FILTER (?deliveryDays <= 3)\n"
     "  ?offer bsbm:price ?price . ?offer bsbm:validTo ?date .\n"
     "  FILTER (?date > \"2008-06-20T00:00:00\"^^xsd:dateTime) }\n"
     "ORDER BY xsd:double(str(?price)) LIMIT 10",
     "SELECT o.vendor, o.nr, o.price FROM offer o JOIN vendor v ON v.nr = o.vendor\n"
     "WHERE o.product = $1::int AND o.publisher = o.vendor AND v.country = 'US'\n"
     "AND o.deliverydays <= 3 AND o.validto > '2008-06-20' ORDER BY o.price LIMIT 10",
     "P", NULL, 0, true, false},
    {"q11",
     PREFIXES "SELECT ?property ?hasValue ?isValueOf WHERE {\n"
              "  { %1 ?property ?hasValue } UNION { ?isValueOf ?property %1 } }",
     "SELECT o.*, NULL::text, NULL::int FROM offer o WHERE nr = $1::int UNION ALL\n"
     "SELECT o.*, NULL::text, NULL::int FROM offer o WHERE offerwebpage = $2 UNION ALL\n"
     "SELECT (NULL::offer).*, 'producer', nr\n"
     "  FROM producer WHERE homepage = $2 UNION ALL\n"
     "SELECT (NULL::offer).*, 'vendor', nr\n"
     "  FROM vendor WHERE homepage = $2",
     "OI", NULL, 0, false, true},
    {"q12",
     PREFIXES
     "PREFIX bsbm-export: <http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/vocabulary/export/>\n"
     "CONSTRUCT { %1 bsbm-export:product ?productURI . %1 bsbm-export:productlabel ?productlabel "
     ".\n"
     "  %1 bsbm-export:vendor ?vendorname . %1 bsbm-export:vendorhomepage ?vendorhomepage .\n"
     "  %1 bsbm-export:offerURL ?offerURL . %1 bsbm-export:price ?price .\n"
     "  %1 bsbm-export:deliveryDays ?deliveryDays . %1 bsbm-export:validuntil ?validTo }\n"
     "WHERE { %1 bsbm:product ?productURI . ?productURI rdfs:label ?productlabel .\n"
     "  %1 bsbm:vendor ?vendorURI . ?vendorURI rdfs:label ?vendorname .\n"
     "  ?vendorURI foaf:homepage ?vendorhomepage . %1 bsbm:offerWebpage ?offerURL .\n"
     "  %1 bsbm:price ?price . %1 bsbm:deliveryDays ?deliveryDays . %1 bsbm:validTo ?validTo }",
     "SELECT p.producer, p.nr, p.label, v.label, v.homepage, o.offerwebpage, o.price,\n"
     "  o.deliverydays, o.validto FROM offer o JOIN product p ON p.nr = o.product\n"
     "JOIN vendor v ON v.nr = o.vendor WHERE o.nr = $1::int",
     "O", NULL, 0, false, true},
};

const unsigned char EXPLORE_ORDER[EXPLORE_MIX] = {0, 1, 1, 2, 1, 1, 3, 1, 1, 4, 6,  6, 4,
                                                  6, 6, 7, 8, 8, 7, 8, 8, 9, 9, 10, 11};

// --- Parameters ----------------------------------------------------------------------------------

static void add_iri(Buffer *out, const BsbmWorld *world, char kind, int nr) {
  switch (kind) {
    case 'T': buffer_printf(out, "<" INSTANCES "ProductType%d>", nr); break;
    case 'F': buffer_printf(out, "<" INSTANCES "ProductFeature%d>", nr); break;
    case 'P':
      buffer_printf(out, "<" INSTANCES "dataFromProducer%d/Product%d>", bsbm_producer_of(world, nr),
                    nr);
      break;
    case 'O':
      buffer_printf(out, "<" INSTANCES "dataFromVendor%d/Offer%d>", bsbm_vendor_of(world, nr), nr);
      break;
    case 'R':
      buffer_printf(out, "<" INSTANCES "dataFromRatingSite%d/Review%d>",
                    bsbm_rating_site_of(world, nr), nr);
      break;
    default: buffer_printf(out, "%d", nr); break;
  }
}

// leaf: the type that this call's features belong to, set by a T before them.
static int draw(const BsbmWorld *world, char kind, int *leaf, Random *random) {
  const BsbmScale *scale = bsbm_world_scale(world);
  switch (kind) {
    case 'T': return *leaf = bsbm_random_leaf(world, random);
    case 'F': return bsbm_random_feature(world, *leaf, random);
    case 'P': return random_between(random, 1, scale->products);
    case 'O': return random_between(random, 1, scale->offers);
    case 'R': return random_between(random, 1, scale->reviews);
    case 'W': return random_between(random, 0, BSBM_WORDS - 1);
    default: return random_between(random, 1, 500);
  }
}

void explore_draw(const BsbmWorld *world, const ExploreQuery *query, Random *random,
                  ExploreCall *call) {
  int number[EXPLORE_MOST_PARAMETERS], leaf = 0;
  size_t start[EXPLORE_MOST_PARAMETERS];
  char word[EXPLORE_MOST_PARAMETERS][16];
  call->query = query;
  call->parameter_count = 0;
  buffer_clear(&call->sparql);
  buffer_clear(&call->values);
  for (const char *kind = query->parameters; *kind != '\0'; kind++) {
    const int i = call->parameter_count++;
    number[i] = draw(world, *kind, &leaf, random);
    start[i] = call->values.length;
    if (*kind == 'I') {
      add_iri(&call->values, world, kind[-1], number[i] = number[i - 1]);
      memmove(call->values.data + start[i], call->values.data + start[i] + 1,
              call->values.length - start[i] - 2);
      call->values.length -= 2;
    } else if (*kind == 'W') {
      bsbm_word(number[i], word[i]);
      buffer_add_text(&call->values, word[i]);
    } else {
      buffer_printf(&call->values, "%d", number[i]);
    }
    buffer_add_char(&call->values, '\0');
  }
  for (int i = 0; i < call->parameter_count; i++) call->value[i] = call->values.data + start[i];
  for (const char *at = query->sparql; *at != '\0'; at++) {
    if (*at != '%') {
      buffer_add_char(&call->sparql, *at);
      continue;
    }
    const int i = *++at - '1';
    if (query->parameters[i] == 'W')
      buffer_add_text(&call->sparql, word[i]);
    else
      add_iri(&call->sparql, world, query->parameters[i], number[i]);
  }
}

void explore_call_free(ExploreCall *call) {
  buffer_free(&call->sparql);
  buffer_free(&call->values);
}
