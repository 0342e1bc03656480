#include "include/mk_object.h"

// Entry points of Swift's runtime, declared by hand: the toolchain ships no header for them. The first three serve `Mirror`.
#define SWIFT_CONVENTION __attribute__((swiftcall))

namespace {
struct FieldMetadata {
  const char *name;
  void (*release)(const char *);
  bool is_strong;
  bool is_var;
};
} // namespace

extern "C" {
SWIFT_CONVENTION intptr_t swift_reflectionMirror_recursiveCount(const void *type);
SWIFT_CONVENTION const void *swift_reflectionMirror_recursiveChildMetadata(const void *type, intptr_t index, FieldMetadata *field);
SWIFT_CONVENTION intptr_t swift_reflectionMirror_recursiveChildOffset(const void *type, intptr_t index);

void *swift_allocObject(const void *type, size_t size, size_t alignment_mask);
void *swift_weakCopyInit(void *to, void *from);
void *swift_weakAssign(void *to, void *object);
void *swift_unownedRetain(void *object);
void swift_unownedRelease(void *object);
}

mk_int mk_field_count(const void *type) { return swift_reflectionMirror_recursiveCount(type); }

mk_field mk_field_at(const void *type, mk_int i) {
  FieldMetadata field{};
  const void *field_type = swift_reflectionMirror_recursiveChildMetadata(type, i, &field);
  return {field.name, field.release, field_type, swift_reflectionMirror_recursiveChildOffset(type, i), field.is_strong};
}

void mk_field_free(mk_field field) {
  if (field.release) field.release(field.name);
}

void *mk_object_allocate(const void *type, mk_int size, mk_int alignment) {
  return swift_allocObject(type, static_cast<size_t>(size), static_cast<size_t>(alignment - 1));
}

void mk_weak_copy(void *to, void *from) { swift_weakCopyInit(to, from); }
void mk_weak_assign(void *to, void *object) { swift_weakAssign(to, object); }
void mk_unowned_retain(void *object) { swift_unownedRetain(object); }
void mk_unowned_release(void *object) { swift_unownedRelease(object); }
