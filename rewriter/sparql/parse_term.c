// IRIs, variables, literals and blank nodes: productions [97], [106] to [109], [129] to [138].
#include "base/rdf/iri.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/ir/parameter.h"
#include "rewriter/sparql/parser.h"

Term parser_with_parameter(Parser *parser, Term term, size_t start) {
  if (parser->parameters == NULL) return term;
  term.parameter = parameters_at(parser->parameters, start);
  if (term.parameter != NULL) term.parameter->terms++;
  return term;
}

Slot slot_of_term(Term term) { return (Slot){.kind = SLOT_TERM, .term = term}; }
Slot slot_of_var(VarId var) { return (Slot){.kind = SLOT_VAR, .var = var}; }

// SPARQL 1.1 section 4.1.1.2. An IRI with a scheme stays as it is written.
const Symbol *parser_resolve(Parser *parser, const Symbol *iri) {
  if (parser->base == NULL || iri_is_absolute(iri->text, iri->length)) return iri;
  buffer_clear(&parser->scratch);
  iri_resolve(parser->base->text, parser->base->length, iri->text, iri->length, &parser->scratch);
  return symbols_intern(parser->symbols, buffer_text(&parser->scratch), parser->scratch.length);
}

Status parser_declare_prefix(Parser *parser, const Symbol *prefix, const Symbol *iri) {
  const struct QueryPrefix declared = {prefix, iri};
  const size_t *known = symbol_map_find(&parser->prefix_index, prefix);
  if (known != NULL) {
    parser->prefixes.item[*known] = declared;
    return STATUS_OK;
  }
  symbol_map_add(parser->arena, &parser->prefix_index, prefix, parser->prefixes.count);
  VEC_PUSH(parser->arena, &parser->prefixes, declared);
  return STATUS_OK;
}

/// [137] PrefixedName
static Status parse_prefixed(Parser *parser, const Symbol **out) {
  const Token *token = &parser->token;
  const size_t *index = symbol_map_find(&parser->prefix_index, token->prefix);
  if (index == NULL) {
    parser_error(parser, token->at, "the prefix '%s:' is not declared", token->prefix->text);
    hint_prefix(parser, token->prefix);
    return STATUS_SYNTAX;
  }
  Buffer *iri = &parser->scratch;
  buffer_clear(iri);
  buffer_add_symbol(iri, parser->prefixes.item[*index].iri);
  buffer_add_symbol(iri, token->text);
  *out = symbols_intern(parser->symbols, buffer_text(iri), iri->length);
  return parser_step(parser);
}

bool parser_at_iri(Parser *parser) {
  const TokenKind kind = parser->token.kind;
  if (kind == TOKEN_IRI || kind == TOKEN_PREFIXED || kind == TOKEN_PREFIX_NS) return true;
  parser_expects(parser, TOKEN_IRI);
  return false;
}

/// [136] iri
Status parse_iri(Parser *parser, const Symbol **out) {
  if (!parser_at_iri(parser)) return parser_fail(parser);
  if (parser->token.kind != TOKEN_IRI) return parse_prefixed(parser, out);
  *out = parser_resolve(parser, parser->token.text);
  return parser_step(parser);
}

/// [108] Var
Status parse_var(Parser *parser, VarId *out) {
  if (!parser_at(parser, TOKEN_VARIABLE)) return parser_fail(parser);
  if (parser->variables_forbidden)
    return parser_error(parser, parser->token.at, "data may not hold variables, but ?%s is one",
                        parser->token.text->text);
  *out = variables_named(parser->variables, parser->token.text);
  VEC_PUSH(parser->arena, &parser->mentions, *out);
  return parser_step(parser);
}

/// [107] VarOrIri
Status parse_var_or_iri(Parser *parser, Slot *out) {
  if (parser_at(parser, TOKEN_VARIABLE)) {
    VarId var = 0;
    TRY(parse_var(parser, &var));
    *out = slot_of_var(var);
    return STATUS_OK;
  }
  const Symbol *iri = NULL;
  const size_t start = parser->token.start;
  TRY(parse_iri(parser, &iri));
  *out = slot_of_term(parser_with_parameter(parser, term_iri(iri), start));
  return STATUS_OK;
}

static bool is_number(TokenKind kind) {
  return kind >= TOKEN_INTEGER && kind <= TOKEN_DOUBLE_SIGNED;
}

bool parser_at_literal(Parser *parser) {
  const TokenKind kind = parser->token.kind;
  return is_number(kind) || kind == TOKEN_STRING || kind == TOKEN_TRUE || kind == TOKEN_FALSE;
}

/// [129] RDFLiteral
static Status parse_rdf_literal(Parser *parser, Term *out) {
  const Symbol *lexical = parser->token.text;
  const size_t start = parser->token.start;
  TRY(parser_require(parser, TOKEN_STRING));
  if (parser_at(parser, TOKEN_LANGTAG)) {
    *out = parser_with_parameter(parser, term_language_literal(lexical, parser->token.text), start);
    return parser_step(parser);
  }
  const Symbol *datatype = &XSD_STRING;
  bool typed = false;
  TRY(parser_accept(parser, TOKEN_CARETS, &typed));
  if (typed) TRY(parse_iri(parser, &datatype));
  *out = parser_with_parameter(parser, term_literal(lexical, datatype), start);
  return STATUS_OK;
}

/// [130] NumericLiteral
static const Symbol *datatype_of_number(TokenKind kind) {
  switch (kind) {
    case TOKEN_INTEGER:
    case TOKEN_INTEGER_SIGNED: return &XSD_INTEGER;
    case TOKEN_DECIMAL:
    case TOKEN_DECIMAL_SIGNED: return &XSD_DECIMAL;
    default: return &XSD_DOUBLE;
  }
}

/// [129] RDFLiteral, [130] NumericLiteral, [134] BooleanLiteral
Status parse_literal(Parser *parser, Term *out) {
  const TokenKind kind = parser->token.kind;
  if (is_number(kind)) {
    *out = parser_with_parameter(parser, term_literal(parser->token.text, datatype_of_number(kind)),
                                 parser->token.start);
    return parser_step(parser);
  }
  if (kind == TOKEN_TRUE || kind == TOKEN_FALSE) {
    const char *lexical = kind == TOKEN_TRUE ? "true" : "false";
    *out = term_literal(symbols_intern_text(parser->symbols, lexical), &XSD_BOOLEAN);
    return parser_step(parser);
  }
  return parse_rdf_literal(parser, out);
}

// A blank node that no label names: labels never end in a dot, this one does.
Term parser_new_blank(Parser *parser) {
  const char *label = arena_format(parser->arena, "b%u.", ++parser->anonymous);
  return term_blank(symbols_intern_text(parser->symbols, label));
}

static Status check_blank(Parser *parser, Position at) {
  if (parser->blank_context != BLANK_FORBIDDEN) return STATUS_OK;
  parser_error(parser, at, "blank nodes are not allowed in what is deleted");
  error_hint(parser->err, "use a variable");
  return STATUS_SYNTAX;
}

// Notes the label's place; it is an error when it had another (section 4.1.4, and section 3.1.1 of
// SPARQL 1.1 Update for data).
static Status check_label(Parser *parser, const Symbol *label) {
  if (parser->blank_context == BLANK_IN_TEMPLATE) return STATUS_OK;
  const bool data = parser->blank_context == BLANK_IN_DATA;
  const size_t place = data ? parser->operation : parser->bgp;
  SymbolMap *labels = data ? &parser->data_labels : &parser->labels;
  const size_t *known = symbol_map_find(labels, label);
  if (known == NULL) {
    symbol_map_add(parser->arena, labels, label, place);
  } else if (*known != place) {
    parser_error(parser, parser->token.at, "the blank node label _:%s was already used in %s",
                 label->text, data ? "another operation" : "another basic graph pattern");
    error_hint(parser->err, data ? "give it another label"
                                 : "use a variable to speak of the same node in both places");
    return STATUS_SYNTAX;
  }
  return STATUS_OK;
}

bool parser_at_var_or_term(Parser *parser) {
  const TokenKind kind = parser->token.kind;
  if (kind == TOKEN_VARIABLE || kind == TOKEN_IRI || kind == TOKEN_PREFIXED ||
      kind == TOKEN_PREFIX_NS || kind == TOKEN_BLANK || kind == TOKEN_ANON || kind == TOKEN_NIL ||
      parser_at_literal(parser))
    return true;
  parser_expects(parser, TOKEN_EXPECT_TERM);
  return false;
}

/// [106] VarOrTerm, [109] GraphTerm, [138] BlankNode
Status parse_var_or_term(Parser *parser, Slot *out) {
  Term term = {0};
  switch (parser->token.kind) {
    case TOKEN_BLANK:
      TRY(check_blank(parser, parser->token.at));
      TRY(check_label(parser, parser->token.text));
      *out = slot_of_term(term_blank(parser->token.text));
      return parser_step(parser);
    case TOKEN_ANON:
      TRY(check_blank(parser, parser->token.at));
      *out = slot_of_term(parser_new_blank(parser));
      return parser_step(parser);
    case TOKEN_NIL: *out = slot_of_term(term_iri(&RDF_NIL)); return parser_step(parser);
    default: break;
  }
  if (!parser_at_literal(parser)) return parse_var_or_iri(parser, out);
  TRY(parse_literal(parser, &term));
  *out = slot_of_term(term);
  return STATUS_OK;
}

/// [65] DataBlockValue
Status parse_data_value(Parser *parser, Term *out) {
  if (parser_at(parser, TOKEN_UNDEF)) {
    *out = (Term){0};
    return parser_step(parser);
  }
  if (parser_at_literal(parser)) return parse_literal(parser, out);
  if (parser->token.kind == TOKEN_BLANK || parser->token.kind == TOKEN_ANON)
    return parser_error(parser, parser->token.at, "VALUES may not hold blank nodes");
  parser_expects(parser, TOKEN_STRING);
  parser_expects(parser, TOKEN_INTEGER);
  const Symbol *iri = NULL;
  TRY(parse_iri(parser, &iri));
  *out = term_iri(iri);
  return STATUS_OK;
}
