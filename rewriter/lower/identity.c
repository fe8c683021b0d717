// The identity of terms as native columns: what DISTINCT and GROUP BY work on, and the term made of
// those columns again.
//
// A normal form is a list of guarded simple terms. Terms that can be the same fall into one class;
// a number tells the classes apart, and the arguments of each class share columns by their type.
#include <string.h>

#include "rewriter/lower/native.h"
#include "rewriter/lower/shape.h"
#include "rewriter/lower/term_parts.h"

typedef struct Member {
  const Expr *guard;  // first-true of the CASE, as written there; NULL: the only branch
  const Expr *simple;
  size_t class_;
} Member;

typedef VEC(Member) Members;

// A column of the identity: for each class, the argument that sits in it.
typedef struct IdentityColumn {
  PgType type;
  const Expr **of_member;  // NULL where a member does not use it
} IdentityColumn;

typedef VEC(IdentityColumn) IdentityColumns;

// How the members of a class lie in columns.
typedef struct Class {
  size_t first;   // a member that stands for the class
  bool as_parts;  // kind, datatype, language and lexical form as texts
  bool as_text;   // the built lexical form
  size_t slot_count;
  size_t *slot;  // columns, in order of the arguments
} Class;

typedef struct Layout {
  Lowering *lowering;
  Members members;
  size_t class_count;
  Class *class_;
  bool numbered;  // a class number comes first
  IdentityColumns columns;
} Layout;

// A template that does not tell its arguments, as one that does.
static const Expr *telling(Lowering *lowering, const Expr *simple) {
  if (simple->kind != EXPR_RDF || simple->u.rdf.lexical->kind != EXPR_TEMPLATE ||
      shape_aligns(simple->u.rdf.lexical, simple->u.rdf.lexical))
    return simple;
  const Expr *lexical = shape_injective(lowering->arena, lowering->symbols, simple->u.rdf.lexical);
  if (lexical == NULL || !shape_aligns(lexical, lexical)) return simple;
  Expr *copy = arena_copy(lowering->arena, simple, sizeof *simple);
  copy->u.rdf.lexical = lexical;
  return copy;
}

static void add_member(Layout *layout, const Expr *guard, const Expr *simple) {
  simple = telling(layout->lowering, simple);
  const Member member = {guard, simple, SIZE_MAX};
  VEC_PUSH(layout->lowering->arena, &layout->members, member);
}

static void gather(Layout *layout, const Expr *guard, const Expr *term) {
  Arena *arena = layout->lowering->arena;
  if (term->kind != EXPR_CASE) {
    add_member(layout, guard, term);
    return;
  }
  for (size_t i = 0; i < term->u.case_.count; i++) {
    const CaseBranch *branch = &term->u.case_.branch[i];
    const Expr *both =
        guard == NULL ? branch->condition : native_and(arena, guard, branch->condition);
    gather(layout, both, branch->value);
  }
  const Expr *rest = guard == NULL ? expr_bool(arena, true) : guard;
  if (term->u.case_.otherwise != NULL) {
    gather(layout, rest, term->u.case_.otherwise);
  } else if (guard != NULL) {
    add_member(layout, rest, expr_unbound(arena));
  }
}

static bool is_aligned(const Expr *a, const Expr *b) {
  if (a->kind != EXPR_RDF || b->kind != EXPR_RDF) return false;
  if (a->u.rdf.relative != b->u.rdf.relative) return false;
  const Expr *x = a->u.rdf.lexical, *y = b->u.rdf.lexical;
  if (x->kind != EXPR_TEMPLATE || y->kind != EXPR_TEMPLATE)
    return x->kind != EXPR_TEMPLATE && y->kind != EXPR_TEMPLATE && x->type == y->type &&
           pg_type_info(x->type)->native_equality;
  if (!shape_aligns(x, y)) return false;
  for (size_t i = 0; i < x->u.template_.count; i++) {
    const Expr *p = x->u.template_.arg[i], *q = y->u.template_.arg[i];
    if (p->type != q->type || !pg_type_info(p->type)->native_equality) return false;
  }
  return true;
}

static void classify(Layout *layout) {
  Lowering *lowering = layout->lowering;
  Arena *arena = lowering->arena;
  Members *members = &layout->members;
  layout->class_ = ARENA_ARRAY(arena, Class, members->count + 1);
  for (size_t i = 0; i < members->count; i++) {
    Member *member = &members->item[i];
    if (member->simple->kind == EXPR_UNBOUND) continue;
    for (size_t j = 0; j < i; j++) {
      const Member *earlier = &members->item[j];
      if (earlier->class_ == SIZE_MAX || earlier->class_ == member->class_ ||
          !terms_compatible(lowering, earlier->simple, member->simple))
        continue;
      if (member->class_ == SIZE_MAX) {
        member->class_ = earlier->class_;
      } else {
        // The member joins two classes: they are one.
        const size_t gone = earlier->class_;
        for (size_t k = 0; k < i; k++)
          if (members->item[k].class_ == gone) members->item[k].class_ = member->class_;
      }
    }
    if (member->class_ == SIZE_MAX) {
      member->class_ = layout->class_count;
      layout->class_[layout->class_count++].first = i;
    }
  }
  for (size_t i = 0; i < members->count; i++) {
    const Member *member = &members->item[i];
    if (member->class_ == SIZE_MAX) continue;
    Class *class_ = &layout->class_[member->class_];
    const Expr *first = members->item[class_->first].simple;
    if (terms_parts(member->simple).dynamic) class_->as_parts = true;
    if (!expr_equal(first, member->simple) && !is_aligned(first, member->simple))
      class_->as_text = true;
    if (member->simple->kind == EXPR_RDF) {
      const Expr *lexical = member->simple->u.rdf.lexical;
      if (lexical->kind == EXPR_TEMPLATE && !shape_aligns(lexical, lexical)) class_->as_text = true;
    }
  }
}

// Puts `value` in the next column of its type that the class has not used yet.
static void place(Layout *layout, size_t member, size_t *used, const Expr *value) {
  Arena *arena = layout->lowering->arena;
  const size_t members = layout->members.count;
  Class *class_ = &layout->class_[layout->members.item[member].class_];
  size_t at = *used;
  if (at < class_->slot_count) {
    layout->columns.item[class_->slot[at]].of_member[member] = value;
    *used = at + 1;
    return;
  }
  size_t column = 0;
  for (; column < layout->columns.count; column++) {
    if (layout->columns.item[column].type != value->type) continue;
    bool taken = false;
    for (size_t i = 0; i < class_->slot_count; i++) taken |= class_->slot[i] == column;
    if (!taken) break;
  }
  if (column == layout->columns.count) {
    const IdentityColumn fresh = {value->type, ARENA_ARRAY(arena, const Expr *, members)};
    VEC_PUSH(arena, &layout->columns, fresh);
  }
  size_t *slots = ARENA_ARRAY(arena, size_t, class_->slot_count + 1);
  if (class_->slot_count > 0) memcpy(slots, class_->slot, class_->slot_count * sizeof *slots);
  slots[class_->slot_count++] = column;
  class_->slot = slots;
  layout->columns.item[column].of_member[member] = value;
  *used = at + 1;
}

static const Expr *comparable(Arena *arena, const Expr *arg) {
  return pg_type_info(arg->type)->native_equality ? arg : native_lexical(arena, arg);
}

static void place_member(Layout *layout, size_t index) {
  Lowering *lowering = layout->lowering;
  Arena *arena = lowering->arena;
  const Member *member = &layout->members.item[index];
  const Class *class_ = &layout->class_[member->class_];
  size_t used = 0;
  if (class_->as_parts) {
    place(layout, index, &used, terms_kind_text(lowering, member->simple));
    place(layout, index, &used, terms_datatype_text(lowering, member->simple));
    place(layout, index, &used, terms_language_text(lowering, member->simple));
    place(layout, index, &used, terms_lexical_text(lowering, member->simple));
  } else if (class_->as_text) {
    place(layout, index, &used, terms_lexical_text(lowering, member->simple));
  } else if (member->simple->kind == EXPR_RDF) {
    const Expr *lexical = member->simple->u.rdf.lexical;
    if (lexical->kind != EXPR_TEMPLATE) {
      place(layout, index, &used, comparable(arena, lexical));
    } else {
      for (size_t i = 0; i < lexical->u.template_.count; i++)
        place(layout, index, &used, comparable(arena, lexical->u.template_.arg[i]));
    }
  }
}

static void lay_out(Layout *layout, Lowering *lowering, const Expr *term) {
  *layout = (Layout){.lowering = lowering};
  gather(layout, NULL, term);
  classify(layout);
  size_t classes = 0;
  bool fixed = false;
  for (size_t i = 0; i < layout->class_count; i++) {
    // A class may have been merged into another.
    bool used = false;
    for (size_t j = 0; j < layout->members.count; j++) used |= layout->members.item[j].class_ == i;
    classes += used;
  }
  for (size_t i = 0; i < layout->members.count; i++) {
    if (layout->members.item[i].class_ == SIZE_MAX) continue;
    place_member(layout, i);
    const Class *class_ = &layout->class_[layout->members.item[i].class_];
    fixed |= class_->slot_count == 0;
  }
  const bool always = layout->members.count == 1 && layout->members.item[0].guard == NULL;
  layout->numbered = classes > 1 || (fixed && !always);
}

// One value for each member, NULL where `value` gives none or the term is unbound.
static const Expr *guarded(const Layout *layout, PgType type,
                           const Expr *(*value)(const Layout *layout, size_t member,
                                                const void *what),
                           const void *what) {
  Arena *arena = layout->lowering->arena;
  CaseBranch *branches = ARENA_ARRAY(arena, CaseBranch, layout->members.count + 1);
  size_t count = 0;
  for (size_t i = 0; i < layout->members.count; i++) {
    const Member *member = &layout->members.item[i];
    const Expr *here = value(layout, i, what);
    if (here == NULL) here = expr_null(arena, type);
    if (member->guard == NULL) return here;
    branches[count++] = (CaseBranch){member->guard, here};
  }
  // Branches at the end that give nothing need no saying.
  while (count > 0 && native_is_null(branches[count - 1].value)) count--;
  if (count == 0) return expr_null(arena, type);
  if (native_is_true(branches[count - 1].condition)) {
    const Expr *otherwise = branches[count - 1].value;
    return count == 1 ? otherwise : expr_case(arena, count - 1, branches, otherwise);
  }
  return expr_case(arena, count, branches, NULL);
}

static const Expr *column_value(const Layout *layout, size_t member, const void *what) {
  (void)layout;
  const IdentityColumn *column = what;
  return column->of_member[member];
}

static const Expr *class_number(const Layout *layout, size_t member, const void *what) {
  (void)what;
  const Member *this = &layout->members.item[member];
  if (this->class_ == SIZE_MAX) return NULL;
  Arena *arena = layout->lowering->arena;
  return native_when(arena, terms_bound(layout->lowering, this->simple),
                     native_integer(arena, (long long)this->class_ + 1), NULL);
}

void terms_identity(Lowering *lowering, const Expr *term, ExprList *out) {
  Layout layout;
  lay_out(&layout, lowering, term);
  if (layout.numbered)
    VEC_PUSH(lowering->arena, out, guarded(&layout, PG_TYPE_INT4, class_number, NULL));
  for (size_t i = 0; i < layout.columns.count; i++) {
    const IdentityColumn *column = &layout.columns.item[i];
    VEC_PUSH(lowering->arena, out, guarded(&layout, column->type, column_value, column));
  }
}

// The term of a class, made of the columns' variables.
static const Expr *rebuild_class(const Layout *layout, const Class *class_,
                                 const Expr *const columns[]) {
  Arena *arena = layout->lowering->arena;
  const Expr *first = layout->members.item[class_->first].simple;
  if (first->kind == EXPR_CONST && class_->slot_count == 0) return first;
  const TermParts parts = terms_parts(first);
  Expr *rdf = (Expr *)expr_rdf(arena, parts.kind, parts.datatype, parts.language, NULL);
  if (class_->as_parts) {
    rdf->u.rdf.kind_ = TERM_UNBOUND;
    rdf->u.rdf.datatype = NULL;
    rdf->u.rdf.language = NULL;
    rdf->u.rdf.kind_expr = columns[class_->slot[0]];
    rdf->u.rdf.datatype_expr = columns[class_->slot[1]];
    rdf->u.rdf.language_expr = columns[class_->slot[2]];
    rdf->u.rdf.lexical = columns[class_->slot[3]];
    return rdf;
  }
  if (class_->as_text) {
    rdf->u.rdf.lexical = columns[class_->slot[0]];
    return rdf;
  }
  const Expr *lexical = first->u.rdf.lexical;
  rdf->u.rdf.relative = first->u.rdf.relative;
  if (lexical->kind != EXPR_TEMPLATE) {
    rdf->u.rdf.lexical = columns[class_->slot[0]];
    return rdf;
  }
  const size_t count = lexical->u.template_.count;
  const Expr **args = ARENA_ARRAY(arena, const Expr *, count + 1);
  for (size_t i = 0; i < count; i++) args[i] = columns[class_->slot[i]];
  rdf->u.rdf.lexical = expr_template(arena, lexical->u.template_.shape, lexical->u.template_.text,
                                     count, args, lexical->u.template_.encode);
  return rdf;
}

const Expr *terms_rebuild(Lowering *lowering, const Expr *term, size_t count, const VarId vars[]) {
  Arena *arena = lowering->arena;
  Layout layout;
  lay_out(&layout, lowering, term);
  const Expr **columns = ARENA_ARRAY(arena, const Expr *, count + 1);
  for (size_t i = 0; i < count; i++) columns[i] = expr_var(arena, lowering->variables, vars[i]);
  const Expr *number = layout.numbered ? columns[0] : NULL;
  const Expr *const *rest = layout.numbered ? columns + 1 : columns;
  CaseBranch *branches = ARENA_ARRAY(arena, CaseBranch, layout.class_count + 1);
  size_t branch_count = 0;
  bool *done = ARENA_ARRAY(arena, bool, layout.class_count + 1);
  for (size_t i = 0; i < layout.members.count; i++) {
    const size_t class_ = layout.members.item[i].class_;
    if (class_ == SIZE_MAX || done[class_]) continue;
    done[class_] = true;
    const Expr *made = rebuild_class(&layout, &layout.class_[class_], rest);
    if (number == NULL) return made;
    branches[branch_count].condition =
        native_compare(arena, OP_EQ, number, native_integer(arena, (long long)class_ + 1));
    branches[branch_count++].value = made;
  }
  return branch_count == 0 ? expr_unbound(arena) : expr_case(arena, branch_count, branches, NULL);
}
