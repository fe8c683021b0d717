// Suggestions as RDF, for review: reified, so that nothing of it is taken for a fact.
#include <string.h>

#include "base/rdf/iri.h"
#include "endpoint/suggest/advice.h"
#include "endpoint/write/escape.h"

static bool add_name(const char *name, Buffer *out) {
  const size_t length = strlen(name);
  if (strncmp(name, "_:", 2) == 0) {
    buffer_add_text(out, "_:");
    escape_label(out, name + 2, length - 2);
    return true;
  }
  if (!iri_is_absolute(name, length) || !iri_is_valid(name, length)) return false;
  buffer_printf(out, "<%s>", name);
  return true;
}

static void add_string(const char *text, Buffer *out) {
  buffer_add_char(out, '"');
  escape_string(out, text, strlen(text));
  buffer_add_char(out, '"');
}

void advice_turtle_head(const TrainedInfo *info, Buffer *out) {
  buffer_add_text(out,
                  "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
                  "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
                  "@prefix anamorph: <https://anamorph.dev/ns#> .\n\n"
                  "_:_model a anamorph:Model ;\n  anamorph:version ");
  add_string(info->version, out);
  buffer_add_text(out, " ;\n  anamorph:created ");
  add_string(info->created, out);
  buffer_add_text(out, "^^xsd:dateTime");
  if (info->mapping[0] != '\0') {
    buffer_add_text(out, " ;\n  anamorph:mapping ");
    add_string(info->mapping, out);
  }
  buffer_printf(out, " ;\n  anamorph:calibrationError %.6f .\n\n", info->calibration_error);
}

static bool add_statement(const Advised *item, size_t rank, Buffer *out) {
  const size_t start = out->length;
  buffer_add_text(out, "[] a rdf:Statement ;\n  rdf:subject ");
  bool good = add_name(item->fact.subject, out);
  buffer_add_text(out, " ;\n  rdf:predicate ");
  good &= add_name(item->fact.predicate, out);
  buffer_add_text(out, " ;\n  rdf:object ");
  good &= add_name(item->fact.object, out);
  if (!good) {
    out->length = start;
    return false;
  }
  buffer_printf(out,
                " ;\n  anamorph:probability %.6f ;\n  anamorph:score %.6f ;\n"
                "  anamorph:rank %zu ;\n  anamorph:model _:_model",
                item->probability, item->score, rank);
  for (size_t r = 0; r < item->reason_count; r++) {
    Buffer line = {0};
    advice_reason_line(&item->reason[r], &line);
    buffer_add_text(out, " ;\n  anamorph:reason ");
    add_string(buffer_text(&line), out);
    buffer_free(&line);
  }
  buffer_add_text(out, " .\n\n");
  return true;
}

size_t advice_turtle(const Advice *advice, Buffer *out) {
  size_t written = 0;
  for (size_t i = 0; i < advice->count; i++) written += add_statement(&advice->item[i], i + 1, out);
  return written;
}
