// The constructors of term maps.
#include <string.h>

#include "base/rdf/iri.h"
#include "base/rdf/vocabulary.h"
#include "mapping/assertion.h"
#include "rewriter/lower/lower.h"
#include "rewriter/lower/native.h"

static const Expr *with_relative(Arena *arena, const Expr *rdf) {
  Expr *copy = arena_copy(arena, rdf, sizeof *rdf);
  copy->u.rdf.relative = true;
  return copy;
}

// The template with the base in front of its first text.
static const Expr *with_base(Lowering *lowering, const Expr *template_) {
  Arena *arena = lowering->arena;
  const size_t count = template_->u.template_.count;
  const Symbol **text = arena_copy(arena, template_->u.template_.text, (count + 1) * sizeof *text);
  const char *first = arena_format(arena, "%s%s", lowering->mapping_base, text[0]->text);
  text[0] = symbols_intern_text(lowering->symbols, first);
  const char *shape =
      arena_format(arena, "%s%s", lowering->mapping_base, template_->u.template_.shape->text);
  return expr_template(arena, symbols_intern_text(lowering->symbols, shape), text, count,
                       template_->u.template_.arg, true);
}

static const Expr *iri_of_template(Lowering *lowering, const Expr *template_) {
  Arena *arena = lowering->arena;
  const Symbol *first = template_->u.template_.text[0];
  if (iri_is_absolute(first->text, first->length))
    return expr_rdf(arena, TERM_IRI, NULL, NULL, template_);
  // A column's ':' is percent-encoded, so a scheme could only come from a later text's.
  bool may_have_scheme = false;
  for (size_t i = 0; i <= template_->u.template_.count; i++)
    may_have_scheme |= strchr(template_->u.template_.text[i]->text, ':') != NULL;
  if (may_have_scheme)
    return with_relative(arena, expr_rdf(arena, TERM_IRI, NULL, NULL, template_));
  return expr_rdf(arena, TERM_IRI, NULL, NULL, with_base(lowering, template_));
}

// The extension of mapping/README.md: 'I', 'B' or 'L' by what the column holds.
static const Expr *kind_of_column(Lowering *lowering, const TermMap *map, const Expr *column) {
  Arena *arena = lowering->arena;
  static const struct {
    const char *name, *code;
  } kinds[] = {{"IRI", "I"}, {"BlankNode", "B"}, {"Literal", "L"}};
  const char *otherwise = map->term_kind == TERM_IRI     ? "I"
                          : map->term_kind == TERM_BLANK ? "B"
                                                         : "L";
  const Expr *text = native_lexical(arena, column);
  CaseBranch branches[3];
  for (size_t i = 0; i < 3; i++)
    branches[i] =
        (CaseBranch){native_compare(arena, OP_EQ, text,
                                    native_text(arena, kinds[i].name, strlen(kinds[i].name))),
                     native_text(arena, kinds[i].code, 1)};
  return expr_case(arena, 3, branches, native_text(arena, otherwise, 1));
}

static const Expr *lexical_of_map(Lowering *lowering, const TermMap *map,
                                  const Expr *(*column_of)(void *self, const Symbol *column),
                                  void *self) {
  if (map->kind == TERM_MAP_COLUMN) {
    const Expr *column = column_of(self, map->column);
    return native_cast(lowering->arena, column, term_map_native_type(map, column->type));
  }
  const Template *template_ = map->template_;
  const Expr **args = ARENA_ARRAY(lowering->arena, const Expr *, template_->column_count + 1);
  for (size_t i = 0; i < template_->column_count; i++)
    args[i] = column_of(self, template_->column[i]);
  const Expr *made = expr_template(lowering->arena, template_->shape, template_->text,
                                   template_->column_count, args, map->term_kind == TERM_IRI);
  if (map->term_kind_column == NULL) return made;
  const Expr *other = expr_template(lowering->arena, template_->shape, template_->text,
                                    template_->column_count, args, map->term_kind != TERM_IRI);
  const Expr *kind = kind_of_column(lowering, map, column_of(self, map->term_kind_column));
  return native_when(
      lowering->arena,
      native_compare(lowering->arena, OP_EQ, kind, native_text(lowering->arena, "I", 1)),
      map->term_kind == TERM_IRI ? made : other, map->term_kind == TERM_IRI ? other : made);
}

static const Symbol *datatype_of_map(const TermMap *map, const Expr *lexical) {
  if (map->term_kind != TERM_LITERAL) return NULL;
  if (map->language != NULL) return &RDF_LANG_STRING;
  if (map->datatype != NULL) return map->datatype;
  return map->kind == TERM_MAP_COLUMN ? pg_type_info(lexical->type)->datatype : &XSD_STRING;
}

static const Expr *without_empty(Arena *arena, const Expr *column) {
  return native_call2(arena, "nullif", PG_TYPE_TEXT, native_lexical(arena, column),
                      native_text(arena, "", 0));
}

// Laws of a term whose parts columns say: datatype_expr and language_expr are NULL where the term
// is no literal, datatype_expr is rdf:langString where there is a language, and IRIs are absolute.
static const Expr *dynamic_of_map(Lowering *lowering, const TermMap *map, const Expr *lexical,
                                  const Expr *(*column_of)(void *self, const Symbol *column),
                                  void *self) {
  Arena *arena = lowering->arena;
  const Symbol *natural = datatype_of_map(map, lexical);
  Expr *rdf = (Expr *)expr_rdf(arena, map->term_kind, natural, map->language, lexical);
  const Expr *literal = expr_bool(arena, map->term_kind == TERM_LITERAL);
  if (map->term_kind_column != NULL) {
    const Expr *kind = kind_of_column(lowering, map, column_of(self, map->term_kind_column));
    rdf->u.rdf.kind_ = TERM_UNBOUND;
    rdf->u.rdf.kind_expr = kind;
    literal = native_compare(arena, OP_EQ, kind, native_text(arena, "L", 1));
    if (natural == NULL) natural = map->datatype == NULL ? &XSD_STRING : map->datatype;
  }
  if (native_is_false(literal)) return rdf;
  const Expr *language = NULL;
  if (map->language_column != NULL) {
    language = native_call1(arena, "lower", PG_TYPE_TEXT,
                            without_empty(arena, column_of(self, map->language_column)));
    if (map->language != NULL)
      language = expr_sql2(arena, OP_COALESCE, language, native_symbol(arena, map->language));
    rdf->u.rdf.language = NULL;
    rdf->u.rdf.language_expr = native_when(arena, literal, language, NULL);
  }
  const Expr *datatype = native_symbol(
      arena, natural == &RDF_LANG_STRING && map->language == NULL ? &XSD_STRING : natural);
  if (map->datatype_column != NULL && map->language == NULL)
    datatype = expr_sql2(arena, OP_COALESCE,
                         without_empty(arena, column_of(self, map->datatype_column)), datatype);
  if (language != NULL)
    datatype = native_when(arena, native_is_not_null(arena, language),
                           native_symbol(arena, &RDF_LANG_STRING), datatype);
  rdf->u.rdf.datatype = NULL;
  rdf->u.rdf.datatype_expr = native_when(arena, literal, datatype, NULL);
  return rdf;
}

const Expr *terms_of_map(Lowering *lowering, const TermMap *map,
                         const Expr *(*column_of)(void *self, const Symbol *column), void *self) {
  Arena *arena = lowering->arena;
  if (map->kind == TERM_MAP_CONSTANT) return expr_const(arena, map->constant);
  const Expr *lexical = lexical_of_map(lowering, map, column_of, self);
  if (map->term_kind_column != NULL || map->datatype_column != NULL || map->language_column != NULL)
    return dynamic_of_map(lowering, map, lexical, column_of, self);
  if (map->term_kind == TERM_IRI)
    return map->kind == TERM_MAP_TEMPLATE
               ? iri_of_template(lowering, lexical)
               : with_relative(arena, expr_rdf(arena, TERM_IRI, NULL, NULL, lexical));
  return expr_rdf(arena, map->term_kind, datatype_of_map(map, lexical), map->language, lexical);
}
