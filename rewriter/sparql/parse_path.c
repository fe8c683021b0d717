// Property paths: productions [88] to [96].
#include "base/rdf/vocabulary.h"
#include "rewriter/sparql/parser.h"

typedef VEC(const Path *) Paths;

static const Path *make_path(Parser *parser, PathKind kind, size_t count,
                             const Path *const children[], Position at) {
  Path *path = ARENA_NEW(parser->arena, Path);
  path->kind = kind;
  path->count = count;
  path->child = arena_copy(parser->arena, children, count * sizeof *children);
  path->at = at;
  return path;
}

static const Path *make_link(Parser *parser, const Symbol *iri, Position at) {
  Path *path = ARENA_NEW(parser->arena, Path);
  path->kind = PATH_LINK;
  path->iri = iri;
  path->at = at;
  return path;
}

// iri | 'a'
static Status parse_link(Parser *parser, const Path **out) {
  const Position at = parser->token.at;
  const Symbol *iri = &RDF_TYPE;
  if (parser_at(parser, TOKEN_A)) {
    TRY(parser_step(parser));
  } else {
    TRY(parse_iri(parser, &iri));
  }
  *out = make_link(parser, iri, at);
  return STATUS_OK;
}

/// [96] PathOneInPropertySet
static Status parse_one_in_set(Parser *parser, Paths *set) {
  const Position at = parser->token.at;
  bool inverse = false;
  const Path *path = NULL;
  TRY(parser_accept(parser, TOKEN_CARET, &inverse));
  TRY(parse_link(parser, &path));
  if (inverse) path = make_path(parser, PATH_INVERSE, 1, &path, at);
  VEC_PUSH(parser->arena, set, path);
  return STATUS_OK;
}

/// [95] PathNegatedPropertySet
static Status parse_negated_set(Parser *parser, Position at, const Path **out) {
  Paths set = {0};
  if (parser_at(parser, TOKEN_NIL)) {
    TRY(parser_step(parser));
  } else if (parser_at(parser, TOKEN_LPAREN)) {
    bool more = true;
    TRY(parser_step(parser));
    while (more) {
      TRY(parse_one_in_set(parser, &set));
      TRY(parser_accept(parser, TOKEN_PIPE, &more));
    }
    TRY(parser_require(parser, TOKEN_RPAREN));
  } else {
    TRY(parse_one_in_set(parser, &set));
  }
  *out = make_path(parser, PATH_NEGATED, set.count, set.item, at);
  return STATUS_OK;
}

/// [94] PathPrimary
static Status parse_primary(Parser *parser, const Path **out) {
  const Position at = parser->token.at;
  bool found = false;
  TRY(parser_accept(parser, TOKEN_BANG, &found));
  if (found) return parse_negated_set(parser, at, out);
  TRY(parser_accept(parser, TOKEN_LPAREN, &found));
  if (!found) return parse_link(parser, out);
  TRY(parse_path(parser, out));
  return parser_require(parser, TOKEN_RPAREN);
}

/// [91] PathElt, [93] PathMod
static Status parse_element(Parser *parser, const Path **out) {
  TRY(parse_primary(parser, out));
  PathKind kind;
  if (parser_at(parser, TOKEN_STAR)) {
    kind = PATH_ZERO_OR_MORE;
  } else if (parser_at(parser, TOKEN_PLUS)) {
    kind = PATH_ONE_OR_MORE;
  } else if (parser_at(parser, TOKEN_QUESTION)) {
    kind = PATH_ZERO_OR_ONE;
  } else {
    return STATUS_OK;
  }
  *out = make_path(parser, kind, 1, out, (*out)->at);
  return parser_step(parser);
}

/// [92] PathEltOrInverse
static Status parse_element_or_inverse(Parser *parser, const Path **out) {
  const Position at = parser->token.at;
  bool inverse = false;
  TRY(parser_accept(parser, TOKEN_CARET, &inverse));
  TRY(parse_element(parser, out));
  if (inverse) *out = make_path(parser, PATH_INVERSE, 1, out, at);
  return STATUS_OK;
}

// One or more parts with marks between them; a single part is itself.
static Status parse_list(Parser *parser, PathKind kind, TokenKind mark,
                         Status (*part)(Parser *parser, const Path **out), const Path **out) {
  Paths parts = {0};
  bool more = true;
  while (more) {
    const Path *path = NULL;
    TRY(part(parser, &path));
    VEC_PUSH(parser->arena, &parts, path);
    TRY(parser_accept(parser, mark, &more));
  }
  *out = parts.count == 1 ? parts.item[0]
                          : make_path(parser, kind, parts.count, parts.item, parts.item[0]->at);
  return STATUS_OK;
}

/// [90] PathSequence
static Status parse_sequence(Parser *parser, const Path **out) {
  return parse_list(parser, PATH_SEQUENCE, TOKEN_SLASH, parse_element_or_inverse, out);
}

/// [88] Path, [89] PathAlternative
Status parse_path(Parser *parser, const Path **out) {
  TRY(parser_enter(parser));
  TRY(parse_list(parser, PATH_ALTERNATIVE, TOKEN_PIPE, parse_sequence, out));
  parser_leave(parser);
  return STATUS_OK;
}
