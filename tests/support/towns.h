// The world of towns that suggestions are tested in: a database, a mapping and an ontology of it, a
// model that was trained through them; and what the JSON of suggestions says.
#ifndef ANAMORPH_TESTS_SUPPORT_TOWNS_H
#define ANAMORPH_TESTS_SUPPORT_TOWNS_H

#include <jansson.h>
#include <stdbool.h>

#include "tests/support/fixture.h"

// Paths of files. other_mapping says the same in another text; export_file and rules_file are
// empty.
typedef struct Towns {
  Fixture *fixture;
  char *mapping, *other_mapping, *ontology, *model, *export_file, *rules_file;
} Towns;

// Trains the model: an ensemble, in seconds. Ends the program when that fails.
Towns towns_open(void);
void towns_close(Towns *towns);

// run_anamorph; with errors NULL a failure's message is printed.
int towns_run(const char *const arguments[], Buffer *output, Buffer *errors);

// --- Suggestions, as JSON ------------------------------------------------------------------------

size_t suggestions_count(const json_t *json);
// Of suggestion `index` the member `name`; "" when there is none.
const char *suggestions_text(const json_t *json, size_t index, const char *name);
// Whether a warning contains it.
bool suggestions_warn(const json_t *json, const char *part);

#endif
