// The table of PostgreSQL types, built from pg_type.def.
#include "base/db/pg_type.h"

#include "base/rdf/vocabulary.h"

static const PgTypeInfo types[PG_TYPE_COUNT] = {
#define PG_TYPE(id, number, family_, datatype_, equality, sql) \
  [PG_TYPE_##id] = {.name = (sql),                             \
                    .oid = (number),                           \
                    .family = PG_FAMILY_##family_,             \
                    .datatype = &(datatype_),                  \
                    .native_equality = (equality)},
#include "base/db/pg_type.def"
#undef PG_TYPE
};

PgType pg_type_of_oid(PgOid oid) {
  for (int type = 0; type < PG_TYPE_OTHER; type++)
    if (types[type].oid == oid) return (PgType)type;
  return PG_TYPE_OTHER;
}

const PgTypeInfo *pg_type_info(PgType type) { return &types[type]; }
