// What Swift's runtime knows of an object's layout, and how to make an instance without calling an initialiser (see Support/ObjectLayout.swift).
#ifndef MK_OBJECT_H
#define MK_OBJECT_H
#include "mk_types.h"
MK_BEGIN
// A stored property. `name` is the caller's to release with mk_field_free.
typedef struct {
  const char *_Nullable name;
  void (*_Nullable release)(const char *_Nullable);
  const void *_Nonnull type; // its metadata
  mk_int offset;             // in bytes, from the start of the object or value
  int is_strong;             // 0: weak or unowned
} mk_field;
// How many stored properties a type has, those of its superclasses included and first.
mk_int mk_field_count(const void *_Nonnull type);
mk_field mk_field_at(const void *_Nonnull type, mk_int i);
void mk_field_free(mk_field field);

// An object of a class with a reference count of one, whose properties hold nothing yet.
void *_Nonnull mk_object_allocate(const void *_Nonnull type, mk_int size, mk_int alignment);
// Initialises a weak reference from another one.
void mk_weak_copy(void *_Nonnull to, void *_Nonnull from);
// Makes an initialised weak reference refer to another object.
void mk_weak_assign(void *_Nonnull to, void *_Nullable object);
// What an unowned reference holds of its object.
void mk_unowned_retain(void *_Nonnull object);
void mk_unowned_release(void *_Nonnull object);
MK_END
#endif
