package jobs

import "sync"

// inGroups keeps items of one key together, in the order they came.
func inGroups[T any, K comparable](items []T, keyOf func(T) K) [][]T {
	var groups [][]T
	places := map[K]int{}
	for _, item := range items {
		k := keyOf(item)
		i, seen := places[k]
		if !seen {
			i = len(groups)
			places[k] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], item)
	}
	return groups
}

// sideBySide does work for each group, so many at once, and gives one of the
// errors. An error does not keep the other groups from their turn.
func sideBySide[T any](groups [][]T, parallel int, work func([]T) error) error {
	queue := make(chan []T, len(groups))
	for _, g := range groups {
		queue <- g
	}
	close(queue)
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range min(max(1, parallel), len(groups)) {
		all.Go(func() {
			for group := range queue {
				if err := work(group); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	return failed
}
