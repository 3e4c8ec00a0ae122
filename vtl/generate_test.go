package vtl_test

func generate(seed uint64, n int) []string { return nil }
