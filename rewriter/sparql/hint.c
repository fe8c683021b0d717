// Hints: what the writer of a faulty query probably meant.
#include <ctype.h>
#include <strings.h>

#include "rewriter/sparql/parser.h"

// Prefixes that people use without declaring them.
static const struct WellKnown {
  const char *prefix, *iri;
} well_known[] = {
    {"dbo", "http://dbpedia.org/ontology/"},
    {"dbr", "http://dbpedia.org/resource/"},
    {"dc", "http://purl.org/dc/elements/1.1/"},
    {"dcat", "http://www.w3.org/ns/dcat#"},
    {"dct", "http://purl.org/dc/terms/"},
    {"dcterms", "http://purl.org/dc/terms/"},
    {"foaf", "http://xmlns.com/foaf/0.1/"},
    {"fn", "http://www.w3.org/2005/xpath-functions#"},
    {"geo", "http://www.opengis.net/ont/geosparql#"},
    {"geof", "http://www.opengis.net/def/function/geosparql/"},
    {"obda", "https://w3id.org/obda/vocabulary#"},
    {"org", "http://www.w3.org/ns/org#"},
    {"owl", "http://www.w3.org/2002/07/owl#"},
    {"prov", "http://www.w3.org/ns/prov#"},
    {"qb", "http://purl.org/linked-data/cube#"},
    {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
    {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
    {"rr", "http://www.w3.org/ns/r2rml#"},
    {"schema", "http://schema.org/"},
    {"sd", "http://www.w3.org/ns/sparql-service-description#"},
    {"sh", "http://www.w3.org/ns/shacl#"},
    {"skos", "http://www.w3.org/2004/02/skos/core#"},
    {"time", "http://www.w3.org/2006/time#"},
    {"vcard", "http://www.w3.org/2006/vcard/ns#"},
    {"void", "http://rdfs.org/ns/void#"},
    {"wd", "http://www.wikidata.org/entity/"},
    {"wdt", "http://www.wikidata.org/prop/direct/"},
    {"wgs84", "http://www.w3.org/2003/01/geo/wgs84_pos#"},
    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
};

void hint_prefix(Parser *parser, const Symbol *prefix) {
  for (size_t i = 0; i < sizeof well_known / sizeof well_known[0]; i++) {
    if (strcmp(well_known[i].prefix, prefix->text) != 0) continue;
    error_hint(parser->err, "did you forget  PREFIX %s: <%s>  at the top?", prefix->text,
               well_known[i].iri);
    return;
  }
  for (size_t i = 0; i < parser->prefixes.count; i++) {
    if (strcasecmp(parser->prefixes.item[i].prefix->text, prefix->text) != 0) continue;
    error_hint(parser->err, "'%s:' is declared; prefixes are case-sensitive",
               parser->prefixes.item[i].prefix->text);
    return;
  }
  error_hint(parser->err, "declare it at the top:  PREFIX %s: <…>", prefix->text);
}

enum { LONGEST_WORD = 24 };

// Edit distance (insertions, deletions, replacements, swaps of neighbours) without regard to case;
// LONGEST_WORD when a word is too long to bother.
static size_t distance(const char *a, const char *b) {
  const size_t a_length = strlen(a), b_length = strlen(b);
  size_t row[3][LONGEST_WORD + 1];
  if (a_length > LONGEST_WORD || b_length > LONGEST_WORD) return LONGEST_WORD;
  for (size_t j = 0; j <= b_length; j++) row[0][j] = j;
  for (size_t i = 1; i <= a_length; i++) {
    size_t *now = row[i % 3];
    const size_t *before = row[(i - 1) % 3];
    now[0] = i;
    for (size_t j = 1; j <= b_length; j++) {
      const int x = toupper((unsigned char)a[i - 1]), y = toupper((unsigned char)b[j - 1]);
      size_t least = before[j - 1] + (x == y ? 0 : 1);
      if (before[j] + 1 < least) least = before[j] + 1;
      if (now[j - 1] + 1 < least) least = now[j - 1] + 1;
      if (i > 1 && j > 1 && x == toupper((unsigned char)b[j - 2]) &&
          y == toupper((unsigned char)a[i - 2]) && row[(i - 2) % 3][j - 2] + 1 < least)
        least = row[(i - 2) % 3][j - 2] + 1;
      now[j] = least;
    }
  }
  return row[a_length % 3][b_length];
}

// Is b near enough to a to be meant by it? *best holds the least distance so far.
static bool is_nearer(const char *a, const char *b, size_t *best) {
  const size_t found = distance(a, b);
  if (found >= *best || found * 3 > strlen(b) + 1) return false;
  *best = found;
  return true;
}

void hint_function(Parser *parser, const Symbol *name) {
  static const struct {
    const char *wrong, *right;
  } known[] = {{"SUBSTRING", "SUBSTR"},     {"LENGTH", "STRLEN"},    {"UPPER", "UCASE"},
               {"LOWER", "LCASE"},          {"NVL", "COALESCE"},     {"CONTAIN", "CONTAINS"},
               {"STARTSWITH", "STRSTARTS"}, {"ENDSWITH", "STRENDS"}, {"STARTS", "STRSTARTS"},
               {"ENDS", "STRENDS"},         {"CEILING", "CEIL"},     {"ISBNODE", "ISBLANK"}};
  const char *best = NULL;
  size_t least = LONGEST_WORD;
  for (size_t i = 0; i < sizeof known / sizeof known[0] && best == NULL; i++)
    if (strcasecmp(known[i].wrong, name->text) == 0) best = known[i].right;
  for (unsigned f = 0; f < FN_COUNT && least > 0; f++) {
    const char *keyword = function_info((Function)f)->keyword;
    if (best != NULL && least == LONGEST_WORD) break;
    if (keyword != NULL && is_nearer(name->text, keyword, &least)) best = keyword;
  }
  if (best != NULL) {
    error_hint(parser->err, "did you mean %s?", best);
  } else {
    error_hint(parser->err, "other functions are called by their IRI, e.g. xsd:date(?x)");
  }
}

static bool expects(const Parser *parser, TokenKind kind) {
  return ((parser->expected[kind / 64] >> (kind % 64)) & 1) != 0;
}

// A word that is nearly one of the expected keywords.
static bool hint_keyword(Parser *parser) {
  if (parser->token.kind != TOKEN_WORD) return false;
  const char *best = NULL;
  size_t least = LONGEST_WORD;
  for (unsigned kind = 0; kind < TOKEN_KIND_COUNT; kind++) {
    if (!token_is_keyword((TokenKind)kind)) continue;
    const bool pattern = expects(parser, TOKEN_EXPECT_PATTERN) &&
                         (kind == TOKEN_FILTER || kind == TOKEN_OPTIONAL || kind == TOKEN_GRAPH ||
                          kind == TOKEN_MINUS || kind == TOKEN_BIND || kind == TOKEN_VALUES ||
                          kind == TOKEN_UNION || kind == TOKEN_SERVICE);
    if (!pattern && !expects(parser, (TokenKind)kind)) continue;
    if (is_nearer(parser->token.text->text, token_name((TokenKind)kind), &least))
      best = token_name((TokenKind)kind);
  }
  if (best == NULL) return false;
  error_hint(parser->err, "did you mean %s?", best);
  return true;
}

static bool is_word(const Parser *parser, const char *word) {
  return parser->token.text != NULL && strcasecmp(parser->token.text->text, word) == 0;
}

static const char *hint_operator(const Parser *parser) {
  const TokenKind kind = parser->token.kind, previous = parser->previous;
  if (kind == TOKEN_GREATER && previous == TOKEN_EQUAL) return "'greater or equal' is written >=";
  if (kind == TOKEN_LESS && previous == TOKEN_EQUAL) return "'less or equal' is written <=";
  if (kind == TOKEN_EQUAL && previous == TOKEN_EQUAL) return "equality is written with one =";
  if (kind == TOKEN_GREATER && previous == TOKEN_LESS) return "'not equal' is written !=";
  if (kind == TOKEN_WORD && is_word(parser, "AND")) return "'and' is written &&";
  if (kind == TOKEN_WORD && is_word(parser, "OR")) return "'or' is written ||";
  if (kind == TOKEN_WORD && is_word(parser, "LIKE")) return "use REGEX, CONTAINS or STRSTARTS";
  if (kind == TOKEN_IRI && expects(parser, TOKEN_LESS)) return "put a space after the operator <";
  return NULL;
}

static bool is_term(TokenKind kind) { return kind >= TOKEN_IRI && kind <= TOKEN_ANON; }

void hint_unexpected(Parser *parser) {
  const TokenKind kind = parser->token.kind;
  const char *text = hint_operator(parser);
  if (text == NULL && kind == TOKEN_COMMA && expects(parser, TOKEN_WHERE))
    text = "the variables of SELECT stand side by side, without commas";
  if (text == NULL && expects(parser, TOKEN_STAR) && token_is_keyword(kind) &&
      parser->previous != TOKEN_VARIABLE && kind >= TOKEN_ADD &&
      (kind == TOKEN_COUNT || kind == TOKEN_SUM || kind == TOKEN_AVG || kind == TOKEN_MIN ||
       kind == TOKEN_MAX || kind == TOKEN_SAMPLE || kind == TOKEN_GROUP_CONCAT))
    text = "an expression needs a name:  SELECT (COUNT(?x) AS ?count)";
  if (text == NULL && kind == TOKEN_DOT && expects(parser, TOKEN_PREFIX))
    text = "PREFIX and BASE lines end without a dot";
  if (text == NULL && kind == TOKEN_LANGTAG &&
      (is_word(parser, "prefix") || is_word(parser, "base")))
    text = "in SPARQL it is PREFIX, without @ and without a dot at the end";
  if (text == NULL && kind == TOKEN_LESS &&
      (expects(parser, TOKEN_IRI) || expects(parser, TOKEN_EXPECT_TERM)))
    text = "an IRI may not hold spaces or any of < > \" { } | ^ ` \\";
  if (text == NULL && hint_keyword(parser)) return;
  if (text == NULL && expects(parser, TOKEN_DOT) && (is_term(kind) || kind == TOKEN_LPAREN))
    text = "is a '.' missing before it, at the end of the last triple?";
  if (text == NULL && kind == TOKEN_END && expects(parser, TOKEN_RBRACE))
    text = "is a '}' missing?";
  if (text == NULL && kind == TOKEN_END && expects(parser, TOKEN_RPAREN))
    text = "is a ')' missing?";
  if (text != NULL) error_hint(parser->err, "%s", text);
}
