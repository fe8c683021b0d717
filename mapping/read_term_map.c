// Term maps (R2RML section 7).
#include <stdio.h>

#include "base/db/identifier.h"
#include "base/rdf/language_tag.h"
#include "base/rdf/vocabulary.h"
#include "mapping/load.h"

static const char *const role_name[] = {"a subject map", "a predicate map", "an object map",
                                        "a graph map"};

const char *term_name(const Load *load, const Term *term) {
  static const struct {
    const char *prefix, *iri;
  } known[] = {{"rr:", "http://www.w3.org/ns/r2rml#"},
               {"xsd:", "http://www.w3.org/2001/XMLSchema#"},
               {"rdf:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
               {"anamorph:", "https://anamorph.dev/ns#"}};
  if (term->kind == TERM_BLANK) return "a blank node";
  if (term->kind == TERM_LITERAL) return arena_format(load->arena, "\"%s\"", term->lexical->text);
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    const size_t length = strlen(known[i].iri);
    if (strncmp(term->lexical->text, known[i].iri, length) == 0)
      return arena_format(load->arena, "%s%s", known[i].prefix, term->lexical->text + length);
  }
  return arena_format(load->arena, "<%s>", term->lexical->text);
}

static const char *property_name(const Load *load, const Symbol *property) {
  const Term term = term_iri(property);
  return term_name(load, &term);
}

const Symbol *read_text(Load *load, TriplesMap *owner, const Term *node, const Symbol *property,
                        bool required, Source source) {
  const Term *value = NULL;
  const size_t count = graph_objects(load->graph, node, property, &value);
  if (count == 0) {
    if (required)
      tell(load, SEVERITY_ERROR, source, owner, "%s is missing", property_name(load, property));
    return NULL;
  }
  if (count > 1) {
    tell(load, SEVERITY_ERROR, source, owner, "%s is given %zu times, once is allowed",
         property_name(load, property), count);
    return NULL;
  }
  if (value[0].kind != TERM_LITERAL) {
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, source, owner, "%s must be a string, not %s",
             property_name(load, property), term_name(load, &value[0]));
    if (value[0].kind == TERM_IRI) tell_hint(load, diagnostic, "write it in quotes");
    return NULL;
  }
  return value[0].lexical;
}

// --- Kinds of value ----------------------------------------------------------------------------
static const Symbol *read_column(Load *load, TriplesMap *owner, const Term *node,
                                 const Symbol *property, Source source) {
  const Symbol *text = read_text(load, owner, node, property, false, source);
  if (text == NULL) return NULL;
  Error fault = {0};
  const Symbol *column = identifier_parse(load->symbols, text->text, text->length, &fault);
  if (column == NULL) {
    Diagnostic *diagnostic = tell(load, SEVERITY_ERROR, source, owner, "%s: %s",
                                  property_name(load, property), fault.message);
    if (fault.hint[0] != '\0') tell_hint(load, diagnostic, "%s", fault.hint);
  }
  return column;
}

// Characters that no IRI holds, whatever is put between them (RFC 3987, section 2.2).
static const char *bad_iri_character(const char *text) {
  for (; *text != '\0'; text++) {
    if ((unsigned char)*text <= ' ' || strchr("<>\"{}|\\^`", *text) != NULL) return text;
  }
  return NULL;
}

static void check_template_text(Load *load, TriplesMap *owner, const TermMap *map) {
  if (map->term_kind != TERM_IRI || map->term_kind_column != NULL) return;
  for (size_t i = 0; i <= map->template_->column_count; i++) {
    const char *bad = bad_iri_character(map->template_->text[i]->text);
    if (bad == NULL) continue;
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, map->source, owner,
             "the template makes IRIs but holds \"%c\", which no IRI may hold", *bad);
    tell_hint(load, diagnostic,
              "write %%%02X for it, or make literals of it with rr:termType rr:Literal",
              (unsigned)(unsigned char)*bad);
    return;
  }
}

static void read_template(Load *load, TriplesMap *owner, const Term *node, TermMap *map) {
  const Symbol *text = read_text(load, owner, node, &RR_TEMPLATE, true, map->source);
  if (text == NULL) return;
  Error fault = {0};
  map->template_ = template_parse(load->arena, load->symbols, text, &fault);
  if (map->template_ != NULL) return;
  Diagnostic *diagnostic = tell(load, SEVERITY_ERROR, map->source, owner, "%s", fault.message);
  if (fault.hint[0] != '\0') tell_hint(load, diagnostic, "%s", fault.hint);
}

// --- Types -------------------------------------------------------------------------------------
static bool kind_allowed(Role role, TermKind kind) {
  if (role == ROLE_OBJECT) return true;
  return kind == TERM_IRI || (role == ROLE_SUBJECT && kind == TERM_BLANK);
}

static const char *kind_name(TermKind kind) {
  return kind == TERM_IRI ? "an IRI" : kind == TERM_BLANK ? "a blank node" : "a literal";
}

// TERM_UNBOUND when rr:termType is not written.
static TermKind read_term_type(Load *load, TriplesMap *owner, const Term *node, Role role,
                               Source source) {
  const Term *value = NULL;
  const size_t count = graph_objects(load->graph, node, &RR_TERM_TYPE, &value);
  if (count == 0) return TERM_UNBOUND;
  if (count > 1) {
    tell(load, SEVERITY_ERROR, source, owner, "rr:termType is given %zu times, once is allowed",
         count);
    return TERM_UNBOUND;
  }
  TermKind kind = TERM_UNBOUND;
  if (value[0].lexical == &RR_IRI) kind = TERM_IRI;
  if (value[0].lexical == &RR_BLANK_NODE) kind = TERM_BLANK;
  if (value[0].lexical == &RR_LITERAL) kind = TERM_LITERAL;
  if (kind == TERM_UNBOUND || value[0].kind != TERM_IRI) {
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, source, owner, "%s is no term type", term_name(load, &value[0]));
    tell_hint(load, diagnostic, "it is one of rr:IRI, rr:BlankNode, rr:Literal");
    return TERM_UNBOUND;
  }
  if (!kind_allowed(role, kind)) {
    Diagnostic *diagnostic = tell(load, SEVERITY_ERROR, source, owner, "%s cannot make %s",
                                  role_name[role], kind == TERM_BLANK ? "blank nodes" : "literals");
    tell_hint(load, diagnostic,
              role == ROLE_SUBJECT ? "rr:termType is rr:IRI or rr:BlankNode here"
                                   : "rr:termType is rr:IRI here");
    return TERM_UNBOUND;
  }
  return kind;
}

static void read_language(Load *load, TriplesMap *owner, const Term *node, TermMap *map) {
  const Symbol *tag = read_text(load, owner, node, &RR_LANGUAGE, false, map->source);
  if (tag == NULL) return;
  if (!language_tag_is_known(tag->text, tag->length)) {
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, map->source, owner, "\"%s\" is not a language tag", tag->text);
    tell_hint(load, diagnostic,
              "tags are codes of BCP 47: \"en\" for English, \"de-AT\", \"zh-Hant\"");
    return;
  }
  Buffer lower = {0};
  language_tag_lower(tag->text, tag->length, &lower);
  map->language = symbols_intern(load->symbols, lower.data, lower.length);
  buffer_free(&lower);
}

static void read_datatype(Load *load, TriplesMap *owner, const Term *node, TermMap *map) {
  const Term *value = NULL;
  const size_t count = graph_objects(load->graph, node, &RR_DATATYPE, &value);
  if (count == 0) return;
  if (count > 1) {
    tell(load, SEVERITY_ERROR, map->source, owner,
         "rr:datatype is given %zu times, once is allowed", count);
  } else if (value[0].kind != TERM_IRI) {
    Diagnostic *diagnostic = tell(load, SEVERITY_ERROR, map->source, owner,
                                  "rr:datatype must be an IRI, not %s", term_name(load, &value[0]));
    if (value[0].kind == TERM_LITERAL && strncmp(value[0].lexical->text, "xsd:", 4) == 0)
      tell_hint(load, diagnostic, "write %s without quotes", value[0].lexical->text);
  } else if (value[0].lexical == &RDF_LANG_STRING) {
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, map->source, owner, "rdf:langString needs a language");
    tell_hint(load, diagnostic, "write rr:language in place of rr:datatype");
  } else {
    map->datatype = value[0].lexical;
    map->datatype_given = true;
  }
}

static void settle_type(Load *load, TriplesMap *owner, TermMap *map, Role role, TermKind written) {
  const bool typed = map->language != NULL || map->datatype != NULL ||
                     map->language_column != NULL || map->datatype_column != NULL;
  const bool literal_by_default = role == ROLE_OBJECT && (map->kind == TERM_MAP_COLUMN || typed);
  map->term_kind = written != TERM_UNBOUND ? written : literal_by_default ? TERM_LITERAL : TERM_IRI;
  if (map->language != NULL && map->datatype != NULL) {
    Diagnostic *diagnostic = tell(load, SEVERITY_ERROR, map->source, owner,
                                  "%s has rr:language or rr:datatype, not both", role_name[role]);
    tell_hint(load, diagnostic, "a literal with a language is an rdf:langString");
  }
  if (map->term_kind != TERM_LITERAL && map->term_kind_column == NULL) {
    if (typed)
      tell(load, SEVERITY_WARNING, map->source, owner, "%s is ignored: %s does not make literals",
           map->language != NULL ? "rr:language" : "rr:datatype", role_name[role]);
    map->language = map->datatype = NULL;
    map->datatype_given = false;
    return;
  }
  if (map->language != NULL)
    map->datatype = &RDF_LANG_STRING;
  else if (map->datatype == NULL && map->kind == TERM_MAP_TEMPLATE)
    map->datatype = &XSD_STRING;
}

// --- Constants ---------------------------------------------------------------------------------
static bool looks_like_iri(const char *text) {
  const char *colon = strchr(text, ':');
  return colon != NULL && colon != text && bad_iri_character(text) == NULL;
}

static bool check_constant(Load *load, TriplesMap *owner, const Term *value, Role role,
                           Source source) {
  if (value->kind == TERM_BLANK) {
    tell(load, SEVERITY_ERROR, source, owner, "a constant cannot be a blank node");
    return false;
  }
  if (value->kind != TERM_IRI && role != ROLE_OBJECT) {
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, source, owner, "the constant of %s must be an IRI, not %s",
             role_name[role], term_name(load, value));
    if (looks_like_iri(value->lexical->text))
      tell_hint(load, diagnostic, "write <%s>", value->lexical->text);
    return false;
  }
  if (role != ROLE_OBJECT && value->lexical == &RR_DEFAULT_GRAPH && role != ROLE_GRAPH)
    tell(load, SEVERITY_WARNING, source, owner, "rr:defaultGraph means something only as a graph");
  return true;
}

static TermMap *new_constant(Load *load, TriplesMap *owner, const Term *value, Role role,
                             Source source) {
  TermMap *map = ARENA_NEW(load->arena, TermMap);
  *map = (TermMap){.kind = TERM_MAP_CONSTANT,
                   .term_kind = value->kind,
                   .constant = *value,
                   .datatype = value->datatype,
                   .language = value->language,
                   .source = source};
  const TermUse use = {map, owner, role};
  VEC_PUSH(load->arena, &load->terms, use);
  return map;
}

TermMap *read_constant(Load *load, TriplesMap *owner, const Term *value, Role role, Source source) {
  if (!check_constant(load, owner, value, role, source)) return NULL;
  return new_constant(load, owner, value, role, source);
}

// rr:constant with whatever else stands beside it. `"http://…"; rr:termType rr:IRI` is not lawful
// but common, and its meaning plain.
static TermMap *read_constant_map(Load *load, TriplesMap *owner, const Term *node, Role role,
                                  Source source) {
  const Term *values = NULL;
  const size_t count = graph_objects(load->graph, node, &RR_CONSTANT, &values);
  if (count != 1) {
    tell(load, SEVERITY_ERROR, source, owner, "rr:constant is given %zu times, once is allowed",
         count);
    return NULL;
  }
  Term value = values[0];
  const TermKind written = read_term_type(load, owner, node, role, source);
  if (value.kind == TERM_LITERAL && written == TERM_IRI) {
    const char *text = value.lexical->text;
    if (!looks_like_iri(text)) {
      tell(load, SEVERITY_ERROR, source, owner, "the constant \"%s\" is not an IRI", text);
      return NULL;
    }
    Diagnostic *diagnostic = tell(load, SEVERITY_WARNING, source, owner,
                                  "the constant \"%s\" is a string; it is taken as an IRI", text);
    tell_hint(load, diagnostic, "write rr:constant <%s>", text);
    value = term_iri(value.lexical);
  } else if (value.kind == TERM_LITERAL && written == TERM_UNBOUND && role == ROLE_OBJECT &&
             value.datatype == &XSD_STRING) {
    TermMap typed = {.source = source};
    read_language(load, owner, node, &typed);
    read_datatype(load, owner, node, &typed);
    if (typed.language != NULL || typed.datatype != NULL) {
      Diagnostic *diagnostic = tell(load, SEVERITY_WARNING, source, owner,
                                    "a constant carries its own datatype and language; those "
                                    "written beside it are taken all the same");
      tell_hint(load, diagnostic, "write it as \"%s\"%s%s", value.lexical->text,
                typed.language != NULL ? "@" : "^^",
                typed.language != NULL ? typed.language->text
                                       : arena_format(load->arena, "<%s>", typed.datatype->text));
      value = typed.language != NULL ? term_language_literal(value.lexical, typed.language)
                                     : term_literal(value.lexical, typed.datatype);
    }
  } else if (written != TERM_UNBOUND && written != value.kind) {
    tell(load, SEVERITY_ERROR, source, owner, "the constant %s is not %s, as rr:termType says",
         term_name(load, &value), kind_name(written));
    return NULL;
  }
  return read_constant(load, owner, &value, role, source);
}

// --- The whole ---------------------------------------------------------------------------------
static size_t count_values(const Load *load, const Term *node, const Symbol *property) {
  const Term *values = NULL;
  return graph_objects(load->graph, node, property, &values);
}

// Exactly one of rr:constant, rr:column, rr:template (R2RML 7). Returns it, or NULL after telling.
static const Symbol *find_value(Load *load, TriplesMap *owner, const Term *node, Role role,
                                Source source) {
  const Symbol *const properties[] = {&RR_CONSTANT, &RR_COLUMN, &RR_TEMPLATE};
  const Symbol *found = NULL;
  for (size_t i = 0; i < 3; i++) {
    if (count_values(load, node, properties[i]) == 0) continue;
    if (found != NULL) {
      tell(load, SEVERITY_ERROR, source, owner, "%s has %s and %s, only one is allowed",
           role_name[role], property_name(load, found), property_name(load, properties[i]));
      return NULL;
    }
    found = properties[i];
  }
  if (found == NULL) {
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, source, owner,
             "%s has none of rr:constant, rr:column, rr:template", role_name[role]);
    if (role == ROLE_OBJECT)
      tell_hint(load, diagnostic,
                "or rr:parentTriplesMap, for the subjects of another triples map");
  }
  return found;
}

static void read_inverse(Load *load, TriplesMap *owner, const Term *node, TermMap *map) {
  map->inverse_expression =
      read_text(load, owner, node, &RR_INVERSE_EXPRESSION, false, map->source);
  if (map->inverse_expression == NULL) return;
  Error fault = {0};
  if (template_parse(load->arena, load->symbols, map->inverse_expression, &fault) != NULL) return;
  tell(load, SEVERITY_ERROR, map->source, owner, "rr:inverseExpression: %s", fault.message);
  map->inverse_expression = NULL;
}

TermMap *read_term_map(Load *load, TriplesMap *owner, const Term *node, Role role,
                       Source fallback) {
  Source source = graph_source(load->graph, node);
  if (source.file == NULL) source = fallback;
  if (node->kind == TERM_LITERAL) {
    tell(load, SEVERITY_ERROR, source, owner, "%s must be a node, not the string %s",
         role_name[role], term_name(load, node));
    return NULL;
  }
  const Symbol *value = find_value(load, owner, node, role, source);
  if (value == NULL) return NULL;
  if (value == &RR_CONSTANT) return read_constant_map(load, owner, node, role, source);

  TermMap *map = ARENA_NEW(load->arena, TermMap);
  map->source = source;
  map->kind = value == &RR_COLUMN ? TERM_MAP_COLUMN : TERM_MAP_TEMPLATE;
  map->term_kind_column = read_column(load, owner, node, &ANAMORPH_TERM_TYPE_COLUMN, source);
  map->datatype_column = read_column(load, owner, node, &ANAMORPH_DATATYPE_COLUMN, source);
  map->language_column = read_column(load, owner, node, &ANAMORPH_LANGUAGE_COLUMN, source);
  read_language(load, owner, node, map);
  read_datatype(load, owner, node, map);
  settle_type(load, owner, map, role, read_term_type(load, owner, node, role, source));
  read_inverse(load, owner, node, map);
  if (value == &RR_COLUMN) {
    map->column = read_column(load, owner, node, &RR_COLUMN, source);
    if (map->column == NULL) return NULL;
  } else {
    read_template(load, owner, node, map);
    if (map->template_ == NULL) return NULL;
    check_template_text(load, owner, map);
    if (map->template_->column_count == 0) {
      tell(load, SEVERITY_WARNING, source, owner,
           "the template names no column: it makes the same term for every row");
      Term constant = {.kind = map->term_kind,
                       .lexical = map->template_->text[0],
                       .datatype = map->datatype,
                       .language = map->language};
      if (constant.kind == TERM_IRI && !looks_like_iri(constant.lexical->text))
        constant.lexical = symbols_intern_text(
            load->symbols, arena_format(load->arena, "%s%s", load->base, constant.lexical->text));
      if (map->term_kind_column == NULL && map->datatype_column == NULL &&
          map->language_column == NULL)
        return new_constant(load, owner, &constant, role, source);
    }
  }
  const TermUse use = {map, owner, role};
  VEC_PUSH(load->arena, &load->terms, use);
  return map;
}
