// The door: a triple, and its proof or what is missing for one.
#include "endpoint/why/why.h"

static Triple own_triple(Why *why, const Triple *triple) {
  return (Triple){why_term(why, &triple->subject), why_term(why, &triple->predicate),
                  why_term(why, &triple->object)};
}

Status why_explain(Arena *arena, Connection *db, const Mapping *mapping, const RuleSet *rules,
                   const Triple *triple, Explanation *out, Error *err) {
  Why why = {.arena = arena, .db = db, .mapping = mapping, .rules = rules};
  why.symbols = symbols_create(arena, mapping->symbols);
  why.index = mapping_index_create(arena, mapping);
  why_make_rows(&why);
  *out = (Explanation){.triple = own_triple(&why, triple)};
  bool holds = false;
  TRY(why_holds(&why, &out->triple, &holds, err));
  if (holds) {
    TRY(why_prove(&why, &out->triple, 0, &out->proof, err));
    if (out->proof != NULL) return STATUS_OK;
    return error_set(err, STATUS_UNSUPPORTED,
                     "the triple holds, but no proof of it could be put together");
  }
  Gaps gaps = {0};
  TRY(why_gaps(&why, &out->triple, &gaps, err));
  out->gap_count = gaps.count;
  out->gap = gaps.item;
  return STATUS_OK;
}
