"""What emitted organisms stand on, namely arbiter, pulse, mesh, discovery and gRPC."""
