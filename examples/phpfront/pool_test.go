package phpfront_test

import (
	"io"
	"net"
	"sync"
	"testing"
)

// A pool stands where RDS Proxy does: it leads connections to the database,
// counts them, and closes those that are idle for too long.
type pool struct {
	port             string
	network, address string // of the database
	mu               sync.Mutex
	count            int
	open             []net.Conn
}

func startPool(t *testing.T, network, address string) *pool {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	p := &pool{port: port, network: network, address: address}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil { // it is closed
				return
			}
			wg.Go(func() { p.lead(client) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		p.cut()
		wg.Wait()
	})
	return p
}

func (p *pool) lead(client net.Conn) {
	defer client.Close()
	database, err := net.Dial(p.network, p.address)
	if err != nil {
		return
	}
	p.mu.Lock()
	p.count++
	p.open = append(p.open, client, database)
	p.mu.Unlock()
	go func() {
		_, _ = io.Copy(database, client) // either end may go first
		database.Close()
	}()
	_, _ = io.Copy(client, database)
}

// connections tells how many there have been.
func (p *pool) connections() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.count
}

// cut closes all there are.
func (p *pool) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.open {
		c.Close()
	}
	p.open = nil
}
