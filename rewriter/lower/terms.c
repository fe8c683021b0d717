// Terms: walking normal forms, when two terms are the same, when one is bound.
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>

#include "base/rdf/iri.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/lower/native.h"
#include "rewriter/lower/parameter.h"
#include "rewriter/lower/shape.h"
#include "rewriter/lower/term_parts.h"

// --- Walking normal forms ------------------------------------------------------------------------

bool terms_tag(const Expr *condition, VarId *var, const char **value) {
  if (condition->kind != EXPR_SQL || condition->u.sql.op != OP_EQ) return false;
  const Expr *left = condition->u.sql.arg[0], *right = condition->u.sql.arg[1];
  if (left->kind != EXPR_VAR || right->kind != EXPR_NATIVE ||
      pg_type_info(right->type)->family != PG_FAMILY_INTEGER)
    return false;
  *var = left->u.var;
  *value = right->u.native;
  return true;
}

// Is each condition `tag = constant` of one variable, with different constants?
static bool is_tagged(const Expr *expr) {
  VarId first = 0;
  if (expr->u.case_.otherwise != NULL && expr->u.case_.otherwise->kind != EXPR_UNBOUND)
    return false;
  for (size_t i = 0; i < expr->u.case_.count; i++) {
    VarId var;
    const char *value;
    if (!terms_tag(expr->u.case_.branch[i].condition, &var, &value)) return false;
    if (i == 0) first = var;
    if (var != first) return false;
    for (size_t j = 0; j < i; j++)
      if (strcmp(value, expr->u.case_.branch[j].condition->u.sql.arg[1]->u.native) == 0)
        return false;
  }
  return expr->u.case_.count > 0;
}

// The condition as it reads where the tag has that value.
static const Expr *under_tag(Arena *arena, VarId tag, const char *value, const Expr *condition) {
  VarId var;
  const char *other;
  if (terms_tag(condition, &var, &other))
    return var == tag ? expr_bool(arena, strcmp(value, other) == 0) : condition;
  if (condition->kind != EXPR_SQL ||
      (condition->u.sql.op != OP_AND && condition->u.sql.op != OP_OR))
    return condition;
  const bool conjunction = condition->u.sql.op == OP_AND;
  const Expr *all = expr_bool(arena, conjunction);
  for (size_t i = 0; i < condition->u.sql.count; i++) {
    const Expr *part = under_tag(arena, tag, value, condition->u.sql.arg[i]);
    all = conjunction ? native_and(arena, all, part) : native_or(arena, all, part);
  }
  return all;
}

const Expr *terms_where(Lowering *lowering, const Expr *term,
                        const Expr *(*test)(void *self, const Expr *simple), void *self) {
  Arena *arena = lowering->arena;
  if (term->kind != EXPR_CASE) return test(self, term);
  const Expr *never = expr_bool(arena, false);
  if (is_tagged(term)) {
    const Expr *any = never;
    for (size_t i = 0; i < term->u.case_.count; i++) {
      const CaseBranch *branch = &term->u.case_.branch[i];
      const Expr *here = terms_where(lowering, branch->value, test, self);
      if (native_is_null(here)) continue;
      VarId tag;
      const char *value;
      if (terms_tag(branch->condition, &tag, &value)) here = under_tag(arena, tag, value, here);
      any = native_or(arena, any, native_and(arena, branch->condition, here));
    }
    return any;
  }
  const Expr *rest = term->u.case_.otherwise == NULL
                         ? never
                         : terms_where(lowering, term->u.case_.otherwise, test, self);
  if (native_is_null(rest)) rest = never;
  for (size_t i = term->u.case_.count; i-- > 0;) {
    const CaseBranch *branch = &term->u.case_.branch[i];
    const Expr *here = terms_where(lowering, branch->value, test, self);
    if (native_is_null(here)) here = never;
    if (expr_equal(here, rest) && native_is_false(rest)) continue;
    rest = native_is_false(rest) ? native_and(arena, branch->condition, here)
                                 : native_when(arena, branch->condition, here, rest);
  }
  return rest;
}

// --- The same lexical form -----------------------------------------------------------------------

static bool is_family(const Expr *expr, PgFamily family) {
  return pg_type_info(expr->type)->family == family;
}

// Types without an equality operator of their own that may be relied on.
static bool has_equality(PgType type) {
  return type != PG_TYPE_OTHER && type != PG_TYPE_JSON && type != PG_TYPE_XML;
}

static bool is_valid_utf8(const char *text, size_t length) {
  return u8_check((const uint8_t *)text, length) == NULL && memchr(text, '\0', length) == NULL;
}

// The native value has exactly this canonical lexical form.
static const Expr *has_lexical(Arena *arena, const Expr *expr, const char *lexical, size_t length) {
  if (!is_valid_utf8(lexical, length)) return expr_bool(arena, false);
  const Expr *text = native_text(arena, lexical, length);
  if (expr->kind == EXPR_SQL && expr->u.sql.op == OP_LEXICAL) expr = expr->u.sql.arg[0];
  if (expr->kind == EXPR_TEMPLATE) return shape_invert(arena, expr, lexical, length, has_lexical);
  if (shape_lacks(expr, lexical, length)) return expr_bool(arena, false);
  if (native_is_constant(expr))
    return native_compare(arena, OP_EQ, native_lexical(arena, expr), text);
  const char *native;
  switch (native_of_lexical(arena, expr->type, lexical, length, &native)) {
    case FIT_NEVER: return expr_bool(arena, false);
    case FIT_VALUE: break;
    case FIT_TEXT: return native_compare(arena, OP_EQ, native_lexical(arena, expr), text);
  }
  const Expr *equal = native_compare(arena, OP_EQ, expr, expr_native(arena, expr->type, native));
  // Among floats only the two zeros are equal and written differently.
  const bool exact = pg_type_info(expr->type)->native_equality ||
                     (is_family(expr, PG_FAMILY_FLOAT) && strpbrk(lexical, "123456789N") != NULL);
  if (exact) return equal;
  return native_and(arena, equal, native_compare(arena, OP_EQ, native_lexical(arena, expr), text));
}

static const Expr *same_templates(Arena *arena, const Expr *a, const Expr *b) {
  if (shape_aligns(a, b)) {
    const Expr *all = expr_bool(arena, true);
    for (size_t i = 0; i < a->u.template_.count && !native_is_false(all); i++)
      all = native_and(arena, all,
                       terms_same_text(arena, a->u.template_.arg[i], b->u.template_.arg[i]));
    return all;
  }
  if (!shape_may_meet(arena, a, b)) return expr_bool(arena, false);
  const Expr *same = shape_same(arena, a, b, terms_same_text);
  return same != NULL ? same : native_compare(arena, OP_EQ, a, b);
}

const Expr *terms_same_text(Arena *arena, const Expr *a, const Expr *b) {
  if (native_is_null(a) || native_is_null(b)) return expr_bool(arena, false);
  if (b->kind == EXPR_NATIVE) {
    const char *lexical = native_to_lexical(arena, b->type, b->u.native);
    if (lexical == NULL) return expr_bool(arena, false);
    return has_lexical(arena, a, lexical, strlen(lexical));
  }
  if (a->kind == EXPR_NATIVE) return terms_same_text(arena, b, a);
  if (expr_equal(a, b)) return native_is_not_null(arena, a);
  if (parameter_of(b) != NULL) return parameter_same_text(arena, a, parameter_of(b), NULL);
  if (parameter_of(a) != NULL) return parameter_same_text(arena, b, parameter_of(a), NULL);
  if (a->kind == EXPR_TEMPLATE && b->kind == EXPR_TEMPLATE) return same_templates(arena, a, b);
  const bool native =
      pg_type_info(a->type)->native_equality && pg_type_info(b->type)->native_equality;
  const PgFamily family = pg_type_info(a->type)->family;
  const PgFamily other = pg_type_info(b->type)->family;
  // A whole numeric is written as the integer is.
  const bool alike =
      a->type == b->type ||
      (family == other && (family == PG_FAMILY_INTEGER || family == PG_FAMILY_TEXT)) ||
      (family == PG_FAMILY_INTEGER && other == PG_FAMILY_NUMERIC) ||
      (family == PG_FAMILY_NUMERIC && other == PG_FAMILY_INTEGER);
  const bool built = a->kind == EXPR_TEMPLATE || b->kind == EXPR_TEMPLATE;
  if (alike && native && !built) return native_compare(arena, OP_EQ, a, b);
  if (!shape_may_meet(arena, a, b)) return expr_bool(arena, false);
  const Expr *same =
      native_compare(arena, OP_EQ, native_lexical(arena, a), native_lexical(arena, b));
  // The native comparison comes first: an index or a hash can serve it.
  if (a->type == b->type && !native && has_equality(a->type))
    return native_and(arena, native_compare(arena, OP_EQ, a, b), same);
  return same;
}

// --- Relative IRIs (R2RML 7.3 and 11.2) ----------------------------------------------------------

const Expr *terms_iri_text(Lowering *lowering, const Expr *rdf) {
  Arena *arena = lowering->arena;
  const Expr *text = native_lexical(arena, rdf->u.rdf.lexical);
  if (!rdf->u.rdf.relative) return text;
  const Expr *base = native_text(arena, lowering->mapping_base, strlen(lowering->mapping_base));
  const Expr *absolute = native_matches(arena, text, "^[A-Za-z][A-Za-z0-9+.-]*:");
  return native_when(arena, absolute, text, expr_sql2(arena, OP_CONCAT, base, text));
}

// A relative IRI's text is the whole IRI, or what follows the base in it.
static const Expr *is_constant_iri(Lowering *lowering, const Expr *rdf, const Symbol *iri) {
  Arena *arena = lowering->arena;
  const Expr *lexical = rdf->u.rdf.lexical;
  if (!rdf->u.rdf.relative) return has_lexical(arena, lexical, iri->text, iri->length);
  const Expr *any = expr_bool(arena, false);
  if (iri_is_absolute(iri->text, iri->length))
    any = has_lexical(arena, lexical, iri->text, iri->length);
  const size_t base = strlen(lowering->mapping_base);
  if (iri->length >= base && memcmp(iri->text, lowering->mapping_base, base) == 0 &&
      !iri_is_absolute(iri->text + base, iri->length - base))
    any = native_or(arena, any, has_lexical(arena, lexical, iri->text + base, iri->length - base));
  return any;
}

// A parameter is the IRI of a column that may hold it without its base, or not.
static const Expr *is_parameter_iri(Lowering *lowering, const Expr *rdf, Parameter *parameter) {
  return parameter_same_text(lowering->arena, rdf->u.rdf.lexical, parameter,
                             rdf->u.rdf.relative ? lowering->mapping_base : NULL);
}

static const Expr *same_iris(Lowering *lowering, const Expr *a, const Expr *b) {
  if (parameter_of(b->u.rdf.lexical) != NULL && !expr_equal(a, b))
    return is_parameter_iri(lowering, a, parameter_of(b->u.rdf.lexical));
  if (parameter_of(a->u.rdf.lexical) != NULL && !expr_equal(a, b))
    return is_parameter_iri(lowering, b, parameter_of(a->u.rdf.lexical));
  // Two relative columns compare as they are: one database writes one IRI in one way.
  if (a->u.rdf.relative == b->u.rdf.relative)
    return terms_same_text(lowering->arena, a->u.rdf.lexical, b->u.rdf.lexical);
  return terms_same_text(lowering->arena, terms_iri_text(lowering, a), terms_iri_text(lowering, b));
}

// --- The same term -------------------------------------------------------------------------------

static bool same_language(const Symbol *a, const Symbol *b) {
  if (a == NULL || b == NULL) return a == b;
  return a->length == b->length && strncasecmp(a->text, b->text, a->length) == 0;
}

TermParts terms_parts(const Expr *simple) {
  if (simple->kind == EXPR_CONST) {
    const Term *term = &simple->u.constant;
    return (TermParts){term->kind, term->kind == TERM_LITERAL ? term->datatype : NULL,
                       term->language, false};
  }
  const bool dynamic = simple->u.rdf.kind_expr != NULL || simple->u.rdf.datatype_expr != NULL ||
                       simple->u.rdf.language_expr != NULL;
  return (TermParts){simple->u.rdf.kind_, simple->u.rdf.datatype, simple->u.rdf.language, dynamic};
}

const Expr *terms_kind_text(Lowering *lowering, const Expr *simple) {
  static const char *const codes[] = {[TERM_IRI] = "I", [TERM_BLANK] = "B", [TERM_LITERAL] = "L"};
  if (simple->kind == EXPR_RDF && simple->u.rdf.kind_expr != NULL)
    return native_lexical(lowering->arena, simple->u.rdf.kind_expr);
  return native_text(lowering->arena, codes[terms_parts(simple).kind], 1);
}

const Expr *terms_datatype_text(Lowering *lowering, const Expr *simple) {
  if (simple->kind == EXPR_RDF && simple->u.rdf.datatype_expr != NULL)
    return native_lexical(lowering->arena, simple->u.rdf.datatype_expr);
  const Symbol *datatype = terms_parts(simple).datatype;
  return datatype == NULL ? expr_null(lowering->arena, PG_TYPE_TEXT)
                          : native_symbol(lowering->arena, datatype);
}

const Expr *terms_language_text(Lowering *lowering, const Expr *simple) {
  Arena *arena = lowering->arena;
  if (simple->kind == EXPR_RDF && simple->u.rdf.language_expr != NULL)
    return native_call1(arena, "lower", PG_TYPE_TEXT,
                        native_lexical(arena, simple->u.rdf.language_expr));
  const Symbol *language = terms_parts(simple).language;
  if (language == NULL) return expr_null(arena, PG_TYPE_TEXT);
  char *lower = arena_copy_text(arena, language->text, language->length);
  for (char *c = lower; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
  return native_text(arena, lower, language->length);
}

const Expr *terms_lexical_text(Lowering *lowering, const Expr *simple) {
  if (simple->kind == EXPR_CONST) return native_symbol(lowering->arena, simple->u.constant.lexical);
  return terms_iri_text(lowering, simple);
}

static const Expr *is_same_part(Arena *arena, const Expr *a, const Expr *b) {
  if (native_is_null(a) && native_is_null(b)) return expr_bool(arena, true);
  if (a->kind == EXPR_NATIVE && b->kind == EXPR_NATIVE) return native_compare(arena, OP_EQ, a, b);
  return expr_sql2(arena, OP_IS_NOT_DISTINCT, a, b);
}

// Terms of which a column says the kind, datatype or language: all parts are compared.
static const Expr *same_dynamic(Lowering *lowering, const Expr *a, const Expr *b) {
  Arena *arena = lowering->arena;
  const TermKind x = terms_parts(a).kind, y = terms_parts(b).kind;
  const Expr *all = native_compare(arena, OP_EQ, terms_lexical_text(lowering, a),
                                   terms_lexical_text(lowering, b));
  all = native_and(
      arena, all,
      native_compare(arena, OP_EQ, terms_kind_text(lowering, a), terms_kind_text(lowering, b)));
  // Only literals have the other parts.
  if (x == TERM_IRI || y == TERM_IRI || x == TERM_BLANK || y == TERM_BLANK) return all;
  all = native_and(
      arena, all,
      is_same_part(arena, terms_datatype_text(lowering, a), terms_datatype_text(lowering, b)));
  return native_and(
      arena, all,
      is_same_part(arena, terms_language_text(lowering, a), terms_language_text(lowering, b)));
}

// Can a look at the fixed parts of two simple terms tell them apart?
static bool differ_plainly(const Expr *a, const Expr *b) {
  if (a->kind == EXPR_UNBOUND || b->kind == EXPR_UNBOUND) return true;
  const TermParts x = terms_parts(a), y = terms_parts(b);
  if (x.kind != TERM_UNBOUND && y.kind != TERM_UNBOUND && x.kind != y.kind) return true;
  if (x.dynamic || y.dynamic) return false;
  return x.kind != y.kind || x.datatype != y.datatype || !same_language(x.language, y.language);
}

static const Expr *same_simple(Lowering *lowering, const Expr *a, const Expr *b) {
  Arena *arena = lowering->arena;
  if (differ_plainly(a, b)) return expr_bool(arena, false);
  if (a->kind == EXPR_CONST && b->kind == EXPR_CONST)
    return expr_bool(arena, term_equal(&a->u.constant, &b->u.constant));
  if (terms_parts(a).dynamic || terms_parts(b).dynamic) return same_dynamic(lowering, a, b);
  if (a->kind == EXPR_CONST) return same_simple(lowering, b, a);
  if (b->kind == EXPR_CONST) {
    const Symbol *lexical = b->u.constant.lexical;
    // What constant this is depends on the query, too.
    if (parameter_of(a->u.rdf.lexical) != NULL) parameter_refuse(parameter_of(a->u.rdf.lexical));
    return b->u.constant.kind == TERM_IRI
               ? is_constant_iri(lowering, a, lexical)
               : has_lexical(arena, a->u.rdf.lexical, lexical->text, lexical->length);
  }
  return terms_parts(a).kind == TERM_IRI
             ? same_iris(lowering, a, b)
             : terms_same_text(arena, a->u.rdf.lexical, b->u.rdf.lexical);
}

typedef struct Other {
  Lowering *lowering;
  const Expr *term;
} Other;

static const Expr *same_as_simple(void *self, const Expr *simple) {
  const Other *other = self;
  return same_simple(other->lowering, other->term, simple);
}

static const Expr *same_as_other(void *self, const Expr *simple) {
  const Other *other = self;
  Other back = {other->lowering, simple};
  return terms_where(other->lowering, other->term, same_as_simple, &back);
}

const Expr *terms_same(Lowering *lowering, const Expr *a, const Expr *b) {
  if (expr_equal(a, b)) return terms_bound(lowering, a);
  Other other = {lowering, b};
  return terms_where(lowering, a, same_as_other, &other);
}

static bool compatible_with_simple(Lowering *lowering, const Expr *simple, const Expr *term) {
  if (term->kind != EXPR_CASE)
    return !differ_plainly(simple, term) && !native_is_false(same_simple(lowering, simple, term));
  for (size_t i = 0; i < term->u.case_.count; i++)
    if (compatible_with_simple(lowering, simple, term->u.case_.branch[i].value)) return true;
  return term->u.case_.otherwise != NULL &&
         compatible_with_simple(lowering, simple, term->u.case_.otherwise);
}

bool terms_compatible(Lowering *lowering, const Expr *a, const Expr *b) {
  if (a->kind != EXPR_CASE) return compatible_with_simple(lowering, a, b);
  for (size_t i = 0; i < a->u.case_.count; i++)
    if (terms_compatible(lowering, a->u.case_.branch[i].value, b)) return true;
  return a->u.case_.otherwise != NULL && terms_compatible(lowering, a->u.case_.otherwise, b);
}

// --- Maps ----------------------------------------------------------------------------------------

typedef struct TermMapper {
  Arena *arena;
  const Expr *(*map)(void *self, const Expr *native, bool condition);
  void *self;
} TermMapper;

static const Expr *map_argument(const TermMapper *mapper, const Expr *native) {
  return native == NULL ? NULL : mapper->map(mapper->self, native, false);
}

static const Expr *map_constructor(const TermMapper *mapper, const Expr *term) {
  Expr *copy = arena_copy(mapper->arena, term, sizeof *term);
  const Expr *lexical = term->u.rdf.lexical;
  if (lexical->kind == EXPR_TEMPLATE) {
    const size_t count = lexical->u.template_.count;
    const Expr **args = ARENA_ARRAY(mapper->arena, const Expr *, count);
    for (size_t i = 0; i < count; i++) args[i] = map_argument(mapper, lexical->u.template_.arg[i]);
    copy->u.rdf.lexical =
        expr_template(mapper->arena, lexical->u.template_.shape, lexical->u.template_.text, count,
                      args, lexical->u.template_.encode);
  } else {
    copy->u.rdf.lexical = map_argument(mapper, lexical);
  }
  copy->u.rdf.kind_expr = map_argument(mapper, term->u.rdf.kind_expr);
  copy->u.rdf.datatype_expr = map_argument(mapper, term->u.rdf.datatype_expr);
  copy->u.rdf.language_expr = map_argument(mapper, term->u.rdf.language_expr);
  return copy;
}

static const Expr *map_term(const TermMapper *mapper, const Expr *term) {
  if (term == NULL) return NULL;
  if (term->kind == EXPR_RDF) return map_constructor(mapper, term);
  if (term->kind != EXPR_CASE) return term;
  CaseBranch *branches = ARENA_ARRAY(mapper->arena, CaseBranch, term->u.case_.count);
  for (size_t i = 0; i < term->u.case_.count; i++) {
    const CaseBranch *branch = &term->u.case_.branch[i];
    branches[i].condition = mapper->map(mapper->self, branch->condition, true);
    branches[i].value = map_term(mapper, branch->value);
  }
  return expr_case(mapper->arena, term->u.case_.count, branches,
                   map_term(mapper, term->u.case_.otherwise));
}

const Expr *terms_map(Arena *arena, const Expr *term,
                      const Expr *(*map)(void *self, const Expr *native, bool condition),
                      void *self) {
  const TermMapper mapper = {arena, map, self};
  return map_term(&mapper, term);
}

// --- Bound ---------------------------------------------------------------------------------------

const Expr *terms_not_null(Lowering *lowering, const Expr *expr) {
  Arena *arena = lowering->arena;
  const VarSet *certain = lowering->certain;
  if (expr->kind == EXPR_TEMPLATE) {
    const Expr *all = expr_bool(arena, true);
    for (size_t i = 0; i < expr->u.template_.count; i++)
      all = native_and(arena, all, terms_not_null(lowering, expr->u.template_.arg[i]));
    return all;
  }
  if (expr->kind == EXPR_SQL && (expr->u.sql.op == OP_CAST || expr->u.sql.op == OP_LEXICAL))
    return terms_not_null(lowering, expr->u.sql.arg[0]);
  if (expr->kind == EXPR_VAR && certain != NULL && varset_has(certain, expr->u.var))
    return expr_bool(arena, true);
  return native_is_not_null(arena, expr);
}

static const Expr *simple_bound(void *self, const Expr *simple) {
  Lowering *lowering = self;
  if (simple->kind == EXPR_RDF) return terms_not_null(lowering, simple->u.rdf.lexical);
  return expr_bool(lowering->arena, simple->kind == EXPR_CONST);
}

// Is the condition never NULL?
static bool is_two_valued(const Expr *condition) {
  if (condition->kind == EXPR_NATIVE || condition->kind == EXPR_EXISTS) return true;
  if (condition->kind != EXPR_SQL) return false;
  switch (condition->u.sql.op) {
    case OP_IS_NULL:
    case OP_IS_NOT_NULL:
    case OP_IS_DISTINCT:
    case OP_IS_NOT_DISTINCT: return true;
    case OP_AND:
    case OP_OR:
    case OP_NOT:
      for (size_t i = 0; i < condition->u.sql.count; i++)
        if (!is_two_valued(condition->u.sql.arg[i])) return false;
      return true;
    default: return false;
  }
}

const Expr *terms_bound(Lowering *lowering, const Expr *term) {
  const Expr *bound = terms_where(lowering, term, simple_bound, lowering);
  VarId tag;
  const char *value;
  // `tag = n` is NULL where the tag is; "bound" never is.
  if (term->kind == EXPR_CASE && !native_is_constant(bound) && is_tagged(term) &&
      terms_tag(term->u.case_.branch[0].condition, &tag, &value))
    return native_and(lowering->arena,
                      terms_not_null(lowering, expr_var(lowering->arena, lowering->variables, tag)),
                      bound);
  if (!is_two_valued(bound))
    return expr_sql2(lowering->arena, OP_COALESCE, bound, expr_bool(lowering->arena, false));
  return bound;
}
