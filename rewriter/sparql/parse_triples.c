// Triples with their abbreviations: productions [52], [55], [75] to [87], [98] to [105].
//
// The grammar has two copies of these rules, with property paths (patterns) and without
// (templates and data); here `paths` tells them apart.
#include "base/rdf/vocabulary.h"
#include "rewriter/sparql/parser.h"

// What a subject or object may be, and what comes with it.
static Status parse_node(Parser *parser, bool paths, AstTriples *triples, Slot *out);

bool parser_at_triples(Parser *parser) {
  const TokenKind kind = parser->token.kind;
  return kind == TOKEN_LPAREN || kind == TOKEN_LBRACKET || parser_at_var_or_term(parser);
}

/// [80] Object, [87] ObjectPath
static Status parse_object(Parser *parser, bool paths, AstTriples *triples, AstTriple triple) {
  TRY(parse_node(parser, paths, triples, &triple.object));
  VEC_PUSH(parser->arena, triples, triple);
  return STATUS_OK;
}

/// [79] ObjectList, [86] ObjectListPath
static Status parse_objects(Parser *parser, bool paths, AstTriples *triples, AstTriple triple) {
  bool more = true;
  while (more) {
    TRY(parse_object(parser, paths, triples, triple));
    TRY(parser_accept(parser, TOKEN_COMMA, &more));
  }
  return STATUS_OK;
}

static bool at_verb(Parser *parser, bool paths) {
  const TokenKind kind = parser->token.kind;
  if (kind == TOKEN_A || kind == TOKEN_VARIABLE) return true;
  if (paths && (kind == TOKEN_CARET || kind == TOKEN_BANG || kind == TOKEN_LPAREN)) return true;
  parser_expects(parser, TOKEN_A);
  parser_expects(parser, TOKEN_VARIABLE);
  if (paths) parser_expects(parser, TOKEN_LPAREN);
  return parser_at_iri(parser);
}

/// [78] Verb, [84] VerbPath, [85] VerbSimple
static Status parse_verb(Parser *parser, bool paths, AstTriple *triple) {
  triple->path = NULL;
  if (!at_verb(parser, paths)) return parser_fail(parser);
  if (parser->token.kind == TOKEN_VARIABLE) return parse_var_or_iri(parser, &triple->predicate);
  if (!paths) {
    const Symbol *iri = &RDF_TYPE;
    if (parser_at(parser, TOKEN_A)) {
      TRY(parser_step(parser));
    } else {
      TRY(parse_iri(parser, &iri));
    }
    triple->predicate = slot_of_term(term_iri(iri));
    return STATUS_OK;
  }
  const Path *path = NULL;
  TRY(parse_path(parser, &path));
  if (path->kind == PATH_LINK) {
    triple->predicate = slot_of_term(term_iri(path->iri));
  } else {
    triple->predicate = (Slot){.kind = SLOT_NONE};
    triple->path = path;
  }
  return STATUS_OK;
}

/// [77] PropertyListNotEmpty, [83] PropertyListPathNotEmpty
static Status parse_properties(Parser *parser, bool paths, AstTriples *triples, Slot subject) {
  for (;;) {
    AstTriple triple = {.subject = subject, .at = parser->token.at};
    TRY(parse_verb(parser, paths, &triple));
    TRY(parse_objects(parser, paths, triples, triple));
    bool semicolon = false, more = false;
    do {
      TRY(parser_accept(parser, TOKEN_SEMICOLON, &more));
      semicolon = semicolon || more;
    } while (more);
    if (!semicolon || !at_verb(parser, paths)) return STATUS_OK;
  }
}

static Status require_blank_allowed(Parser *parser) {
  if (parser->blank_context != BLANK_FORBIDDEN) return STATUS_OK;
  parser_error(parser, parser->token.at, "blank nodes are not allowed in what is deleted");
  error_hint(parser->err, "use a variable");
  return STATUS_SYNTAX;
}

/// [99] BlankNodePropertyList, [101] BlankNodePropertyListPath
static Status parse_bracketed(Parser *parser, bool paths, AstTriples *triples, Slot *out) {
  TRY(require_blank_allowed(parser));
  TRY(parser_require(parser, TOKEN_LBRACKET));
  *out = slot_of_term(parser_new_blank(parser));
  TRY(parse_properties(parser, paths, triples, *out));
  return parser_require(parser, TOKEN_RBRACKET);
}

static void add_triple(Parser *parser, AstTriples *triples, Slot subject, const Symbol *predicate,
                       Slot object, Position at) {
  const AstTriple triple = {.subject = subject,
                            .predicate = slot_of_term(term_iri(predicate)),
                            .object = object,
                            .at = at};
  VEC_PUSH(parser->arena, triples, triple);
}

/// [102] Collection, [103] CollectionPath
static Status parse_collection(Parser *parser, bool paths, AstTriples *triples, Slot *out) {
  TRY(require_blank_allowed(parser));
  TRY(parser_require(parser, TOKEN_LPAREN));
  Slot cell = slot_of_term(parser_new_blank(parser));
  *out = cell;
  for (;;) {
    const Position at = parser->token.at;
    Slot member;
    TRY(parse_node(parser, paths, triples, &member));
    add_triple(parser, triples, cell, &RDF_FIRST, member, at);
    if (parser_at(parser, TOKEN_RPAREN)) {
      add_triple(parser, triples, cell, &RDF_REST, slot_of_term(term_iri(&RDF_NIL)), at);
      return parser_step(parser);
    }
    const Slot next = slot_of_term(parser_new_blank(parser));
    add_triple(parser, triples, cell, &RDF_REST, next, at);
    cell = next;
  }
}

/// [98] TriplesNode, [100] TriplesNodePath
static Status parse_triples_node(Parser *parser, bool paths, AstTriples *triples, Slot *out) {
  TRY(parser_enter(parser));
  if (parser->token.kind == TOKEN_LPAREN) {
    TRY(parse_collection(parser, paths, triples, out));
  } else {
    TRY(parse_bracketed(parser, paths, triples, out));
  }
  parser_leave(parser);
  return STATUS_OK;
}

/// [104] GraphNode, [105] GraphNodePath
static Status parse_node(Parser *parser, bool paths, AstTriples *triples, Slot *out) {
  if (!parser_at_triples(parser)) return parser_fail(parser);
  if (parser->token.kind == TOKEN_LPAREN || parser->token.kind == TOKEN_LBRACKET)
    return parse_triples_node(parser, paths, triples, out);
  return parse_var_or_term(parser, out);
}

/// [75] TriplesSameSubject, [76] PropertyList, [81] TriplesSameSubjectPath, [82] PropertyListPath
Status parse_triples_same_subject(Parser *parser, bool paths, AstTriples *triples) {
  const bool node = parser->token.kind == TOKEN_LPAREN || parser->token.kind == TOKEN_LBRACKET;
  Slot subject;
  TRY(parse_node(parser, paths, triples, &subject));
  // What brings triples of its own need not have properties, except for an empty list: ().
  if (node && !at_verb(parser, paths)) return STATUS_OK;
  return parse_properties(parser, paths, triples, subject);
}

/// [52] TriplesTemplate, [55] TriplesBlock, [74] ConstructTriples
Status parse_triples(Parser *parser, bool paths, AstTriples *triples) {
  bool dot = true;
  while (dot && parser_at_triples(parser)) {
    TRY(parse_triples_same_subject(parser, paths, triples));
    TRY(parser_accept(parser, TOKEN_DOT, &dot));
  }
  return STATUS_OK;
}
