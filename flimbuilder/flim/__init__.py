"""The method: from marked patches to kernels, block by block; the network; the decoders."""
