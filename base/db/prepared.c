// A small table, least recently used out.
#include "base/db/prepared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

// More would cost the server's memory: each holds a plan there.
enum { MOST_PREPARED = 256 };

typedef struct Item {
  uint64_t hash;
  char *sql;
  char name[PREPARED_NAME];
  unsigned long used;
} Item;

struct Prepared {
  size_t count;
  unsigned long clock, number;
  Item item[MOST_PREPARED];
};

Prepared *prepared_create(void) {
  Prepared *prepared = calloc(1, sizeof *prepared);
  if (prepared == NULL) abort();
  return prepared;
}

void prepared_destroy(Prepared *prepared) {
  if (prepared == NULL) return;
  for (size_t i = 0; i < prepared->count; i++) free(prepared->item[i].sql);
  free(prepared);
}

static Item *find(Prepared *prepared, uint64_t hash, const char *sql) {
  for (size_t i = 0; i < prepared->count; i++) {
    Item *item = &prepared->item[i];
    if (item->hash == hash && strcmp(item->sql, sql) == 0) return item;
  }
  return NULL;
}

static Item *take(Prepared *prepared, char dropped[PREPARED_NAME]) {
  dropped[0] = '\0';
  if (prepared->count < MOST_PREPARED) return &prepared->item[prepared->count++];
  Item *oldest = &prepared->item[0];
  for (size_t i = 1; i < prepared->count; i++)
    if (prepared->item[i].used < oldest->used) oldest = &prepared->item[i];
  memcpy(dropped, oldest->name, PREPARED_NAME);
  free(oldest->sql);
  return oldest;
}

void prepared_name(Prepared *prepared, const char *sql, char name[PREPARED_NAME], bool *is_new,
                   char dropped[PREPARED_NAME]) {
  const uint64_t hash = hash_bytes(sql, strlen(sql));
  Item *item = find(prepared, hash, sql);
  *is_new = item == NULL;
  dropped[0] = '\0';
  if (item == NULL) {
    item = take(prepared, dropped);
    *item = (Item){.hash = hash, .sql = strdup(sql)};
    if (item->sql == NULL) abort();
    (void)snprintf(item->name, PREPARED_NAME, "a%lu", ++prepared->number);
  }
  item->used = ++prepared->clock;
  memcpy(name, item->name, PREPARED_NAME);
}

void prepared_forget(Prepared *prepared, const char *sql) {
  Item *item = find(prepared, hash_bytes(sql, strlen(sql)), sql);
  if (item == NULL) return;
  free(item->sql);
  *item = prepared->item[--prepared->count];
}
