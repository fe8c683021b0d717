// Templates as small regular languages: a fixed byte, or bytes of a set, once or repeated.
#include "rewriter/lower/shape.h"

#include <string.h>

#include "base/rdf/iri.h"
#include "rewriter/lower/native.h"

typedef struct ByteSet {
  uint64_t bits[4];
} ByteSet;

// One byte of the set, or (star) any number of them.
typedef struct Step {
  ByteSet set;
  bool star;
} Step;

typedef struct Steps {
  size_t count, capacity;
  Step *step;
} Steps;

static void set_add(ByteSet *set, unsigned char byte) {
  set->bits[byte / 64] |= UINT64_C(1) << (byte % 64);
}

static void set_remove(ByteSet *set, unsigned char byte) {
  set->bits[byte / 64] &= ~(UINT64_C(1) << (byte % 64));
}

static bool set_has(const ByteSet *set, unsigned char byte) {
  return (set->bits[byte / 64] >> (byte % 64) & 1) != 0;
}

static bool sets_meet(const ByteSet *a, const ByteSet *b) {
  for (int i = 0; i < 4; i++)
    if ((a->bits[i] & b->bits[i]) != 0) return true;
  return false;
}

static ByteSet set_of(const char *bytes) {
  ByteSet set = {{0}};
  for (; *bytes != '\0'; bytes++) set_add(&set, (unsigned char)*bytes);
  return set;
}

static ByteSet set_of_all(void) {
  ByteSet set;
  memset(&set, 0xff, sizeof set);
  return set;
}

static const char digits[] = "0123456789";
static const char unreserved[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%";

// The bytes that may follow the first one in the lexical form of a value of the type.
static ByteSet bytes_of_type(PgType type, bool encode) {
  switch (pg_type_info(type)->family) {
    case PG_FAMILY_INTEGER: return set_of(digits);
    case PG_FAMILY_NUMERIC: return set_of("0123456789.");
    case PG_FAMILY_BOOLEAN: return set_of("truefals");
    case PG_FAMILY_BINARY: return set_of("0123456789ABCDEF");
    case PG_FAMILY_UUID: return set_of("0123456789abcdef-");
    default: break;
  }
  if (!encode) return set_of_all();
  ByteSet set = set_of(unreserved);
  for (int byte = 0x80; byte < 0x100; byte++) set_add(&set, (unsigned char)byte);
  return set;
}

// The characters that the column behind the expression lacks; NULL for none.
static const char *without(const Expr *expr) {
  if (expr->kind == EXPR_SQL && expr->u.sql.op == OP_LEXICAL) expr = expr->u.sql.arg[0];
  if (expr->kind != EXPR_VAR || pg_type_info(expr->type)->family != PG_FAMILY_TEXT) return NULL;
  return expr->without;
}

bool shape_lacks(const Expr *expr, const char *text, size_t length) {
  const char *lacking = without(expr);
  for (size_t i = 0; lacking != NULL && i < length; i++)
    if (text[i] != '\0' && strchr(lacking, text[i]) != NULL) return true;
  return false;
}

// What is known of the argument beside its type. Percent-encoding makes some characters of others.
static ByteSet bytes_of(const Expr *arg, bool encode) {
  ByteSet set = bytes_of_type(arg->type, encode);
  for (const char *c = without(arg); c != NULL && *c != '\0'; c++)
    if (!encode || strchr("%0123456789ABCDEFabcdef", *c) == NULL)
      set_remove(&set, (unsigned char)*c);
  return set;
}

// Signs and the like: bytes that only the first place may hold. Such forms are never empty.
static bool first_of_type(PgType type, ByteSet *first) {
  switch (pg_type_info(type)->family) {
    case PG_FAMILY_INTEGER:
    case PG_FAMILY_NUMERIC: *first = set_of("-0123456789"); return true;
    default: return false;
  }
}

// --- Steps ---------------------------------------------------------------------------------------

static void push(Arena *arena, Steps *steps, ByteSet set, bool star) {
  if (steps->count == steps->capacity) {
    steps->capacity = steps->capacity == 0 ? 64 : 2 * steps->capacity;
    Step *grown = ARENA_ARRAY(arena, Step, steps->capacity);
    if (steps->count > 0) memcpy(grown, steps->step, steps->count * sizeof *grown);
    steps->step = grown;
  }
  steps->step[steps->count++] = (Step){set, star};
}

static void push_text(Arena *arena, Steps *steps, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    ByteSet one = {{0}};
    set_add(&one, (unsigned char)text[i]);
    push(arena, steps, one, false);
  }
}

static void push_expr(Arena *arena, Steps *steps, const Expr *expr, bool encode) {
  if (expr->kind == EXPR_NATIVE && !encode) {
    const char *lexical = native_to_lexical(arena, expr->type, expr->u.native);
    if (lexical != NULL) {
      push_text(arena, steps, lexical, strlen(lexical));
      return;
    }
  }
  if (expr->kind == EXPR_TEMPLATE && !encode) {
    for (size_t i = 0; i < expr->u.template_.count; i++) {
      const Symbol *text = expr->u.template_.text[i];
      push_text(arena, steps, text->text, text->length);
      push_expr(arena, steps, expr->u.template_.arg[i], expr->u.template_.encode);
    }
    const Symbol *last = expr->u.template_.text[expr->u.template_.count];
    push_text(arena, steps, last->text, last->length);
    return;
  }
  if (expr->kind == EXPR_SQL && expr->u.sql.op == OP_LEXICAL) expr = expr->u.sql.arg[0];
  ByteSet first;
  if (first_of_type(expr->type, &first)) push(arena, steps, first, false);
  push(arena, steps, bytes_of(expr, encode), true);
}

// --- Injectivity ---------------------------------------------------------------------------------

// Reading from the left, argument i ends where its bytes end: the text after it must begin with a
// byte that the argument cannot hold.
static bool ends_by_left(const Expr *expr, size_t i) {
  const Symbol *after = expr->u.template_.text[i + 1];
  if (after->length == 0) return false;
  const ByteSet set = bytes_of(expr->u.template_.arg[i], expr->u.template_.encode);
  return !set_has(&set, (unsigned char)after->text[0]);
}

// Reading from the right, argument i begins where its bytes end. A date holds "-" twice, between
// digits: it begins before the digits that precede the second from the right. After "-" an integer
// is taken not to be negative: only "a-" with 5 beside "a" with -5 could make one IRI of two, and
// `anamorph check` notes such templates; comparing built strings instead would keep every index
// from being used.
static bool ends_by_right(const Expr *expr, size_t i) {
  const Symbol *before = expr->u.template_.text[i];
  if (before->length == 0) return false;
  const PgType type = expr->u.template_.arg[i]->type;
  const unsigned char last = (unsigned char)before->text[before->length - 1];
  const ByteSet set = bytes_of(expr->u.template_.arg[i], expr->u.template_.encode);
  if (pg_type_info(type)->family == PG_FAMILY_INTEGER) return !set_has(&set, last);
  if (type == PG_TYPE_DATE) return last < '0' || last > '9';
  ByteSet first = {{0}};
  first_of_type(type, &first);
  return !set_has(&set, last) && !set_has(&first, last);
}

static bool same_texts(const Expr *a, const Expr *b) {
  const size_t count = a->u.template_.count;
  if (count != b->u.template_.count || a->u.template_.encode != b->u.template_.encode) return false;
  if (a->u.template_.shape != b->u.template_.shape)
    for (size_t i = 0; i <= count; i++)
      if (symbol_compare(a->u.template_.text[i], b->u.template_.text[i]) != 0) return false;
  return true;
}

// Of a length that is always the same.
static bool is_fixed(const Expr *a, const Expr *b, size_t i) {
  return a->u.template_.arg[i]->type == PG_TYPE_UUID && b->u.template_.arg[i]->type == PG_TYPE_UUID;
}

bool shape_aligns(const Expr *a, const Expr *b) {
  const size_t count = a->u.template_.count;
  if (!same_texts(a, b)) return false;
  // Those from `from` on are told from the right.
  size_t from = count;
  while (from > 0 && (is_fixed(a, b, from - 1) ||
                      (from > 1 && ends_by_right(a, from - 1) && ends_by_right(b, from - 1))))
    from--;
  // Those before it from the left, but for the last of them.
  for (size_t i = 0; i + 1 < from; i++)
    if (!is_fixed(a, b, i) && !(ends_by_left(a, i) && ends_by_left(b, i))) return false;
  return true;
}

// --- Comparison without building -----------------------------------------------------------------

// What stands between two arguments: can the strings be cut there, and is it left alone by
// percent-encoding where not?
typedef enum Between { BETWEEN_CUT, BETWEEN_PLAIN, BETWEEN_UNKNOWN } Between;

static Between between(const Expr *template_, size_t i) {
  const Symbol *text = template_->u.template_.text[i];
  if (!template_->u.template_.encode) return BETWEEN_PLAIN;
  const ByteSet plain = set_of(unreserved);
  bool known = true;
  for (size_t at = 0; at < text->length; at++) {
    const unsigned char byte = (unsigned char)text->text[at];
    if (byte < 0x80 && !set_has(&plain, byte)) return BETWEEN_CUT;
    known = known && byte < 0x80 && byte != '%';
  }
  return known ? BETWEEN_PLAIN : BETWEEN_UNKNOWN;
}

// Arguments from..to with the texts between them.
static const Expr *plain_piece(Arena *arena, const Expr *template_, size_t from, size_t to) {
  const Expr *piece = native_lexical(arena, template_->u.template_.arg[from]);
  for (size_t i = from + 1; i <= to; i++) {
    const Symbol *text = template_->u.template_.text[i];
    if (text->length > 0)
      piece = expr_sql2(arena, OP_CONCAT, piece, native_text(arena, text->text, text->length));
    piece =
        expr_sql2(arena, OP_CONCAT, piece, native_lexical(arena, template_->u.template_.arg[i]));
  }
  return piece;
}

// The template as its texts where it can be cut, and what stands between: text[0] piece[0] text[1]
// … text[count]. A piece of one argument is that argument.
typedef struct Cuts {
  size_t count;
  const Symbol **text;
  const Expr **piece;
  bool *lone;
} Cuts;

// False where that cannot be.
static bool cut(Arena *arena, const Expr *template_, Cuts *out) {
  const size_t count = template_->u.template_.count;
  *out = (Cuts){0, ARENA_ARRAY(arena, const Symbol *, count + 1),
                ARENA_ARRAY(arena, const Expr *, count + 1), ARENA_ARRAY(arena, bool, count + 1)};
  out->text[0] = template_->u.template_.text[0];
  for (size_t from = 0; from < count;) {
    size_t to = from;
    while (to + 1 < count && between(template_, to + 1) != BETWEEN_CUT) {
      if (between(template_, to + 1) == BETWEEN_UNKNOWN) return false;
      to++;
    }
    out->lone[out->count] = from == to;
    out->piece[out->count++] =
        from == to ? template_->u.template_.arg[from] : plain_piece(arena, template_, from, to);
    out->text[out->count] = template_->u.template_.text[to + 1];
    from = to + 1;
  }
  return true;
}

const Expr *shape_same(Arena *arena, const Expr *a, const Expr *b,
                       const Expr *(*same)(Arena *arena, const Expr *a, const Expr *b)) {
  Cuts x, y;
  if (a->u.template_.encode != b->u.template_.encode || !cut(arena, a, &x) || !cut(arena, b, &y) ||
      x.count != y.count)
    return NULL;
  for (size_t i = 0; i <= x.count; i++)
    if (symbol_compare(x.text[i], y.text[i]) != 0) return NULL;
  const Expr *all = expr_bool(arena, true);
  for (size_t i = 0; i < x.count && !native_is_false(all); i++) {
    const Expr *here = x.lone[i] && y.lone[i]
                           ? same(arena, x.piece[i], y.piece[i])
                           : native_compare(arena, OP_EQ, native_lexical(arena, x.piece[i]),
                                            native_lexical(arena, y.piece[i]));
    all = native_and(arena, all, here);
  }
  return all;
}

const Expr *shape_injective(Arena *arena, Symbols *symbols, const Expr *template_) {
  Cuts cuts;
  if (template_->u.template_.count == 0 || !cut(arena, template_, &cuts)) return NULL;
  const char *shape = cuts.text[0]->text;
  for (size_t i = 0; i < cuts.count; i++)
    shape = arena_format(arena, "%s{}%s", shape, cuts.text[i + 1]->text);
  return expr_template(arena, symbols_intern_text(symbols, shape), cuts.text, cuts.count,
                       cuts.piece, template_->u.template_.encode);
}

// --- Disjointness --------------------------------------------------------------------------------

static bool is_template(const Expr *expr) { return expr->kind == EXPR_TEMPLATE; }

// The fixed bytes at both ends decide nearly always.
static bool ends_differ(const Expr *a, const Expr *b) {
  const Symbol *x = a->u.template_.text[0], *y = b->u.template_.text[0];
  const size_t shorter = x->length < y->length ? x->length : y->length;
  if (memcmp(x->text, y->text, shorter) != 0) return true;
  x = a->u.template_.text[a->u.template_.count];
  y = b->u.template_.text[b->u.template_.count];
  const size_t common = x->length < y->length ? x->length : y->length;
  return memcmp(x->text + x->length - common, y->text + y->length - common, common) != 0;
}

bool shape_may_meet(Arena *arena, const Expr *a, const Expr *b) {
  if (is_template(a) && is_template(b) && ends_differ(a, b)) return false;
  Steps x = {0}, y = {0};
  push_expr(arena, &x, a, false);
  push_expr(arena, &y, b, false);
  // reach[j]: can a prefix of a's first i steps and of b's first j steps be the same string?
  bool *reach = ARENA_ARRAY(arena, bool, y.count + 1);
  bool *next = ARENA_ARRAY(arena, bool, y.count + 1);
  reach[0] = true;
  for (size_t i = 0;; i++) {
    const Step *left = i < x.count ? &x.step[i] : NULL;
    memset(next, 0, (y.count + 1) * sizeof *next);
    for (size_t j = 0; j <= y.count; j++) {
      if (!reach[j]) continue;
      const Step *right = j < y.count ? &y.step[j] : NULL;
      if (right != NULL && right->star) reach[j + 1] = true;
      if (left != NULL && left->star) next[j] = true;
      if (left == NULL || right == NULL || !sets_meet(&left->set, &right->set)) continue;
      if (left->star && !right->star) reach[j + 1] = true;
      if (!left->star && right->star) next[j] = true;
      if (!left->star && !right->star) next[j + 1] = true;
    }
    if (left == NULL) return reach[y.count];
    bool *swap = reach;
    reach = next;
    next = swap;
  }
}

// --- Inversion -----------------------------------------------------------------------------------

enum { SPLITS_MAX = 16 };

typedef struct Inversion {
  Arena *arena;
  const Expr *expr;
  const char *text;
  size_t length;
  const Expr *(*equal)(Arena *arena, const Expr *arg, const char *lexical, size_t length);
  const Expr *result;  // of the splits found so far
  int splits;
} Inversion;

// The condition that argument i builds the bytes text[from..to), or false.
static const Expr *piece(const Inversion *way, size_t i, size_t from, size_t to) {
  const Expr *arg = way->expr->u.template_.arg[i];
  if (!way->expr->u.template_.encode)
    return way->equal(way->arena, arg, way->text + from, to - from);
  Buffer decoded = {0};
  const Expr *condition = expr_bool(way->arena, false);
  if (iri_decode(way->text + from, to - from, &decoded))
    condition = way->equal(way->arena, arg, buffer_text(&decoded), decoded.length);
  buffer_free(&decoded);
  return condition;
}

static void split(Inversion *way, size_t i, size_t from, const Expr *so_far) {
  const size_t count = way->expr->u.template_.count;
  const Symbol *after = way->expr->u.template_.text[i + 1];
  if (after->length > way->length - from) return;
  const bool last = i + 1 == count;
  const size_t least = last ? way->length - after->length : from;
  for (size_t to = least; to + after->length <= way->length && way->splits <= SPLITS_MAX; to++) {
    if (memcmp(way->text + to, after->text, after->length) != 0) continue;
    const Expr *condition = native_and(way->arena, so_far, piece(way, i, from, to));
    if (native_is_false(condition)) continue;
    if (last) {
      way->splits++;
      way->result = native_or(way->arena, way->result, condition);
    } else {
      split(way, i + 1, to + after->length, condition);
    }
  }
}

const Expr *shape_invert(Arena *arena, const Expr *expr, const char *text, size_t length,
                         const Expr *(*equal)(Arena *arena, const Expr *arg, const char *lexical,
                                              size_t length)) {
  const Symbol *first = expr->u.template_.text[0];
  Inversion way = {arena, expr, text, length, equal, expr_bool(arena, false), 0};
  if (first->length > length || memcmp(first->text, text, first->length) != 0) return way.result;
  if (expr->u.template_.count == 0) return expr_bool(arena, first->length == length);
  split(&way, 0, first->length, expr_bool(arena, true));
  if (way.splits <= SPLITS_MAX) return way.result;
  return native_compare(arena, OP_EQ, expr, native_text(arena, text, length));
}
