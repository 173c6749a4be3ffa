package batch

import (
	"fmt"
	"strings"
	"testing"
)

// TestShards: every file is in one share, whatever their number, and shares are about as large as one another.
func TestShards(t *testing.T) {
	const files = 20000
	for _, count := range []int{1, 2, 3, 7, 64, 1000} {
		sizes := make([]int, count+1)
		for i := range files {
			place, owners := placeOf(fmt.Sprintf("folder/%d.wav", i)), 0
			for index := 1; index <= count; index++ {
				if (Shard{index, count}).has(place) {
					owners++
					sizes[index]++
				}
			}
			if owners != 1 {
				t.Fatalf("a file is in %d shares of %d", owners, count)
			}
		}
		for index := 1; index <= count; index++ {
			mean := files / count
			if sizes[index] < mean/3 || sizes[index] > 2*mean+10 {
				t.Errorf("share %d of %d has %d files, the mean is %d", index, count, sizes[index], mean)
			}
		}
	}
}

// TestShardIsForGood: a run that goes on with the work of an older program has to find the same files in a share.
func TestShardIsForGood(t *testing.T) {
	if place := placeOf("a/b.wav"); place != 0x1328eab45c1b9e7c {
		t.Errorf("the place of a/b.wav is %#x now", place)
	}
}

// TestShardBytes: shares of one count leave no byte between them and have none in common.
func TestShardBytes(t *testing.T) {
	for _, count := range []int{1, 2, 3, 10, 999, maxShards} {
		end := int64(0)
		for index := 1; index <= count; index += max(1, count/1000) {
			if index > 1 {
				from, length := Shard{index - 1, count}.bytes()
				end = from + length
			}
			from, length := Shard{index, count}.bytes()
			if from != end || length <= 0 {
				t.Fatalf("share %d of %d begins at %d, want %d, and has %d bytes", index, count, from, end, length)
			}
		}
		if from, length := (Shard{count, count}).bytes(); from+length != 1<<62 {
			t.Errorf("the shares of %d end at %d", count, from+length)
		}
	}
}

func TestParseShard(t *testing.T) {
	if s, err := ParseShard("3/8"); err != nil || s != (Shard{3, 8}) || s.String() != "3/8" {
		t.Errorf("3/8 is %v, %v", s, err)
	}
	for _, bad := range []string{"", "3", "/", "0/8", "9/8", "-1/8", "1/0", "a/8", "1/8/2", "1/99999999", "1.5/2"} {
		if _, err := ParseShard(bad); err == nil {
			t.Errorf("%q is taken for a share", bad)
		}
	}
}

func TestClusterShard(t *testing.T) {
	for _, c := range []struct{ environment, want, from string }{
		{"", "1/1", ""},
		{"SLURM_ARRAY_TASK_ID=", "1/1", ""},
		{"SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=3", "1/4", "SLURM_ARRAY_TASK_ID"},
		{"SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=4", "4/4", "SLURM_ARRAY_TASK_ID"},
		{"SLURM_ARRAY_TASK_ID=30 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_MAX=30", "3/3", "SLURM_ARRAY_TASK_ID"},
		{"SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_MIN=7 SLURM_ARRAY_TASK_MAX=7", "1/1", "SLURM_ARRAY_TASK_ID"},
		{"SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=4", "2/4", "SLURM_ARRAY_TASK_ID"},
		{"SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=12", "no equal steps", ""},
		{"SLURM_ARRAY_TASK_ID=1", "found SLURM_ARRAY_TASK_ID=\"1\" and SLURM_ARRAY_TASK_COUNT=\"\"", ""},
		{"JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=3", "1/3", "JOB_COMPLETION_INDEX"},
		{"JOB_COMPLETION_INDEX=2 JOB_COMPLETIONS=3", "3/3", "JOB_COMPLETION_INDEX"},
		{"JOB_COMPLETION_INDEX=3 JOB_COMPLETIONS=3", "no share", ""},
		{"JOB_COMPLETION_INDEX=0", "share does not follow", ""},
		{"AWS_BATCH_JOB_ARRAY_INDEX=9 AWS_BATCH_JOB_ARRAY_SIZE=10", "10/10", "AWS_BATCH_JOB_ARRAY_INDEX"},
		{"AWS_BATCH_JOB_ARRAY_INDEX=x AWS_BATCH_JOB_ARRAY_SIZE=10", "share does not follow", ""},
	} {
		environment := map[string]string{}
		for _, field := range strings.Fields(c.environment) {
			name, value, _ := strings.Cut(field, "=")
			environment[name] = value
		}
		s, from, err := ClusterShard(func(name string) (string, bool) { v, ok := environment[name]; return v, ok })
		if err != nil {
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %s", c.environment, err, c.want)
			}
		} else if s.String() != c.want || from != c.from {
			t.Errorf("%s: share %v of %s, want %s of %s", c.environment, s, from, c.want, c.from)
		}
	}
}

// TestArraysShareAll: the tasks of an array, of any numbers in a row and whether or not SLURM says where they begin, have
// every share once.
func TestArraysShareAll(t *testing.T) {
	for _, first := range []int{0, 1, 5} {
		for _, said := range []bool{false, true} {
			const count = 4
			shares := map[Shard]bool{}
			for id := first; id < first+count; id++ {
				environment := map[string]int{"SLURM_ARRAY_TASK_ID": id, "SLURM_ARRAY_TASK_COUNT": count}
				if said {
					environment["SLURM_ARRAY_TASK_MIN"], environment["SLURM_ARRAY_TASK_MAX"] = first, first+count-1
				}
				s, _, err := ClusterShard(func(name string) (string, bool) { v, ok := environment[name]; return fmt.Sprint(v), ok })
				if err != nil {
					t.Fatal(err)
				}
				shares[s] = true
			}
			if len(shares) != count {
				t.Errorf("tasks from %d have the shares %v", first, shares)
			}
		}
	}
}

// TestShardsAreTheWhole: every file once, in shares of any number, one after the other or side by side.
func TestShardsAreTheWhole(t *testing.T) {
	var sounds []string
	for i := range 12 {
		sounds = append(sounds, fmt.Sprintf("sub%d/%d.wav", i%3, i))
	}
	o := options(t, sounds...)
	check(t, o, len(sounds), 0, 0)
	want := outputs(t, o.Output)
	for _, count := range []int{2, 3, 20} {
		o.Output += "x"
		done := 0
		for index := 1; index <= count; index++ {
			o.Shard = Shard{index, count}
			s, err := Run(t.Context(), o)
			if err != nil || s.Skipped+s.Failed+s.Left != 0 {
				t.Fatalf("share %v: %+v, %v", o.Shard, s, err)
			}
			done += s.Done
		}
		if done != len(sounds) {
			t.Errorf("%d shares did %d files, want %d", count, done, len(sounds))
		}
		checkOutputs(t, o.Output, want)
		o.Shard = Whole
		check(t, o, 0, len(sounds), 0) // the journals of all shares are read
	}
}
