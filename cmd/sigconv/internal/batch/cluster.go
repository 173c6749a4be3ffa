package batch

import (
	"fmt"
	"strconv"
)

// ClusterShard returns the share that the environment gives to a task of an array job, by SLURM, Kubernetes or AWS
// Batch, and the name of the variable that says so; [Whole] and "" where there is none.
func ClusterShard(get func(name string) (value string, set bool)) (Shard, string, error) {
	for _, cluster := range []struct {
		index, count string
		share        func(index, count int, number func(string) (int, bool)) (Shard, error)
	}{
		{"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", slurmShare},
		{"JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", countedFromZero},
		{"AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", countedFromZero},
	} {
		text, set := get(cluster.index)
		if !set || text == "" {
			continue
		}
		number := func(name string) (int, bool) {
			text, set := get(name)
			n, err := strconv.Atoi(text)
			return n, set && err == nil
		}
		index, isNumber := number(cluster.index)
		count, counted := number(cluster.count)
		if !isNumber || !counted || index < 0 || count < 1 || count > maxShards {
			counts, _ := get(cluster.count)
			return Whole, "", fmt.Errorf("%s is set, but the share does not follow (found %s=%q and %s=%q, want two numbers, or --shard I/N)",
				cluster.index, cluster.index, text, cluster.count, counts)
		}
		s, err := cluster.share(index, count, number)
		return s, cluster.index, err
	}
	return Whole, "", nil
}

// countedFromZero is the share of tasks with the numbers 0 to count-1.
func countedFromZero(index, count int, _ func(string) (int, bool)) (Shard, error) {
	if index >= count {
		return Whole, fmt.Errorf("the task has no share (found number %d, want 0 to %d, or --shard I/N)", index, count-1)
	}
	return Shard{index + 1, count}, nil
}

// slurmShare is the share of tasks with any numbers in a row, or in equal steps.
func slurmShare(index, count int, number func(string) (int, bool)) (Shard, error) {
	first, hasFirst := number("SLURM_ARRAY_TASK_MIN")
	last, hasLast := number("SLURM_ARRAY_TASK_MAX")
	if !hasFirst || !hasLast {
		return Shard{index%count + 1, count}, nil // right for any count numbers in a row
	}
	step := 1
	if count > 1 {
		step = max((last-first)/(count-1), 1)
	}
	// An array such as 3,7,12, which leaves tasks out or does them again, has fewer shares than the first one had.
	if first+(count-1)*step != last || (index-first)%step != 0 || index < first || index > last {
		return Whole, fmt.Errorf("the tasks of the array have no equal steps (found %d tasks from %d to %d, want --array=1-%d, or --shard I/N)",
			count, first, last, count)
	}
	return Shard{(index-first)/step + 1, count}, nil
}
