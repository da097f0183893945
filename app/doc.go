// Command clientele is the program: it puts the parts together and nothing
// else. program.go builds everything from the ground up in one function;
// commands.go lists what the program can be told to do.
//
// Nobody can import it. It may import everything; `serve` does not reach
// app/sandbox.
package main
