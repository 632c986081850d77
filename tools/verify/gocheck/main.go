// Gocheck opens a published ledger with somebody else's code: golang.org/x/mod/sumdb, unmodified, as it comes with the
// Go toolchain. It checks the signature of the checkpoint, authenticates every tile up to its root, and computes the root
// again from the entries.
//
//	gocheck VKEY DIR
//
// Exit: 0 it holds, 2 it does not, 64 usage. It knows nothing of transactions: that is for tools/verify/taizhang_verify.py.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // of published tiles: 256 hashes

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gocheck VKEY DIR")
		os.Exit(64)
	}
	tree, err := check(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "it does not hold:", err)
		os.Exit(2)
	}
	fmt.Printf("it holds: %d entries, root %s\n", tree.N, tree.Hash)
}

func check(vkey, dir string) (tlog.Tree, error) {
	tree, err := openCheckpoint(vkey, filepath.Join(dir, "checkpoint"))
	if err != nil {
		return tree, err
	}
	reader := tlog.TileHashReader(tree, tiles{dir})
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil || root != tree.Hash {
		return tree, fmt.Errorf("the tiles do not give the root of the checkpoint: %v", err)
	}
	return tree, checkEntries(dir, tree, reader)
}

// openCheckpoint reads a C2SP tlog-checkpoint: a note of three lines, named like the key.
func openCheckpoint(vkey, path string) (tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	message, err := os.ReadFile(path)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || tree.N < 1 || strconv.FormatInt(tree.N, 10) != lines[1] {
		return tree, fmt.Errorf("%q is no size", lines[1])
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// tiles reads published tiles. The reference implementation has the height in their names, C2SP has not.
type tiles struct{ dir string }

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.dir, path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// checkEntries compares each entry with its authenticated leaf, and computes the tree anew from the entries alone.
func checkEntries(dir string, tree tlog.Tree, reader tlog.HashReader) error {
	var stored []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var found []tlog.Hash
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	for first := int64(0); first < tree.N; first += 256 {
		width := min(256, tree.N-first)
		entries, err := readBundle(dir, first/256, width)
		if err != nil {
			return err
		}
		var indexes []int64
		for offset := range entries {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(offset)))
		}
		leaves, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for offset, entry := range entries {
			seq := first + int64(offset)
			if tlog.RecordHash(entry) != leaves[offset] {
				return fmt.Errorf("entry %d does not hash to its leaf", seq)
			}
			more, err := tlog.StoredHashes(seq, entry, own)
			if err != nil {
				return err
			}
			stored = append(stored, more...)
		}
	}
	root, err := tlog.TreeHash(tree.N, own)
	if err != nil || root != tree.Hash {
		return fmt.Errorf("the entries do not give the root of the checkpoint: %v", err)
	}
	return nil
}

// readBundle takes a C2SP entry bundle apart: each entry behind its length in two bytes.
func readBundle(dir string, index, width int64) ([][]byte, error) {
	tile := tlog.Tile{H: height, L: 0, N: index, W: int(width)}
	path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for rest := bytes.NewBuffer(data); rest.Len() > 0; {
		length := rest.Next(2)
		if len(length) < 2 || rest.Len() < int(binary.BigEndian.Uint16(length)) {
			return nil, fmt.Errorf("%s is cut short", path)
		}
		entries = append(entries, rest.Next(int(binary.BigEndian.Uint16(length))))
	}
	if int64(len(entries)) != width {
		return nil, fmt.Errorf("%s holds %d entries, not %d", path, len(entries), width)
	}
	return entries, nil
}
