// A thread-safe map from a plain key to something that is costly to create.
#ifndef MD_CACHE_HPP
#define MD_CACHE_HPP
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace md {

// Keys are arrays of integers, so that no padding byte takes part in comparisons.
template <size_t N> using Key = std::array<int64_t, N>;

template <size_t N> struct KeyHash {
  size_t operator()(const Key<N> &key) const {
    uint64_t h = 0x9E3779B97F4A7C15u;
    for (int64_t word : key) h = (h ^ static_cast<uint64_t>(word)) * 0xFF51AFD7ED558CCDu, h ^= h >> 32;
    return h;
  }
};

template <size_t N, class Value> class Cache {
public:
  // `limit`: once so many entries exist the map starts afresh (users keep theirs by the shared pointer); 0 keeps all for ever.
  explicit Cache(size_t limit = 0) : limit_(limit) {}

  // What `create()` (a std::shared_ptr, maybe null: that is remembered as well) gave for this key. Creation is not
  // under the lock: two threads may create the same value, and the first one to finish wins.
  template <class Create> std::shared_ptr<Value> get(const Key<N> &key, Create &&create) {
    {
      std::shared_lock<std::shared_mutex> lock(mutex_);
      auto found = map_.find(key);
      if (found != map_.end()) return found->second;
    }
    std::shared_ptr<Value> value = create();
    std::unique_lock<std::shared_mutex> lock(mutex_);
    if (limit_ && map_.size() >= limit_) map_.clear();
    return map_.emplace(key, std::move(value)).first->second;
  }

private:
  size_t limit_;
  std::shared_mutex mutex_;
  std::unordered_map<Key<N>, std::shared_ptr<Value>, KeyHash<N>> map_;
};

} // namespace md
#endif
